import { create } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { TimestampSchema } from "@bufbuild/protobuf/wkt";
import type { Cutoff } from "../gen/pacesetter/statistics/v1/cutoff_pb";
import { cutoffText, dayAt, instantText } from "./month";
import type { Tree } from "./tree";
import { covers } from "./tree";

/** By what knowledge figures are told: the present one unless a cut-off or a day is named. */
export interface Known {
  /** ID of the cut-off (定稿) that froze them. */
  cutoff: string;
  /** The day at whose end they were known so, YYYY-MM-DD. */
  asOf: string;
}

export type KnownMode = "now" | "frozen" | "day";

export const PRESENT: Known = { cutoff: "", asOf: "" };

const DAY = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DAY_MS = 86_400_000;

/** Whether the text is a day as the API writes it, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

/** The last day that is over, in Asia/Shanghai: of today nobody knows yet how it ends. */
export function lastDay(now: Date): string {
  return dayAt(new Date(now.getTime() - DAY_MS));
}

/** The last moment of a day in Asia/Shanghai. */
export function endOfDay(day: string): Timestamp {
  const seconds = Date.parse(`${day}T23:59:59+08:00`) / 1000;
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: 999_999_000 });
}

export function modeOf({ cutoff, asOf }: Known): KnownMode {
  if (cutoff !== "") return "frozen";
  return asOf === "" ? "now" : "day";
}

/** Takes what it understands of an address; of both a cut-off wins. */
export function parseKnown(search: URLSearchParams): Known {
  const cutoff = search.get("cutoff") ?? "";
  const day = search.get("as_of") ?? "";
  return { cutoff, asOf: cutoff === "" && isDay(day) ? day : "" };
}

/** 截至2020年5月底，定稿, the cut-off of figures with how they are known. */
export function knownText(month: string, known: Known): string {
  const words: Record<KnownMode, string> = { now: "", frozen: "，定稿", day: `，按${known.asOf}所知` };
  return cutoffText(month) + words[modeOf(known)];
}

/** 滨州市第2版（2020-06-01 09:30 公布）. */
export function cutoffName({ unitName, unit, revision, cutoffTime }: Cutoff): string {
  return `${unitName || unit}第${revision}版（${instantText(cutoffTime)} 公布）`;
}

/** Whether a cut-off still tells of the unit: it froze its publisher and what is below. */
export function tellsOf(cutoff: Cutoff | undefined, tree: Tree | undefined, unit: string): boolean {
  return cutoff !== undefined && tree !== undefined && covers(tree, cutoff.unit, unit);
}
