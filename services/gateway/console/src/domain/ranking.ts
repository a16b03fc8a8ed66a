import type { MessageInitShape } from "@bufbuild/protobuf";
import type { GetRankingRequestSchema, RankedUnit } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { Measure } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { isMonth } from "./month";
import { LISTINGS } from "./words";

/** What the ranking shows; it lives in the address. */
export interface RankingFilter {
  unit: string;
  month: string;
  /** Key of the indicator. */
  indicator: string;
  listing: string;
  /** ID of the cut-off that froze the figures; empty is the present. */
  cutoff: string;
}

/** Key of the indicator that is ranked by where none is chosen. */
export const COMPLETION_RATE = "completion_rate";

export function parseRanking(search: URLSearchParams, home: string, month: string): RankingFilter {
  const asked = search.get("month") ?? "";
  const listing = search.get("listing") ?? "";
  return {
    unit: search.get("unit") || home,
    month: isMonth(asked) ? asked : month,
    indicator: search.get("indicator") || COMPLETION_RATE,
    listing: Object.hasOwn(LISTINGS, listing) ? listing : "",
    cutoff: search.get("cutoff") ?? "",
  };
}

export function rankingSearch(filter: RankingFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
}

export function requestOf(filter: RankingFilter): MessageInitShape<typeof GetRankingRequestSchema> {
  return { ...filter };
}

export const MEASURE: Record<Measure, string> = {
  [Measure.UNSPECIFIED]: "",
  [Measure.PERCENT]: "%",
  [Measure.POINTS]: "个百分点",
  [Measure.YUAN]: "亿元",
  [Measure.COUNT]: "个",
  [Measure.TIMES]: "倍",
  [Measure.SCORE]: "分",
};

/** ↑2 places gained, ↓1 lost, 持平; a dash where there is nothing to compare with. */
export function changeText({ change }: RankedUnit): string {
  if (change === undefined) return "—";
  if (change === 0) return "持平";
  return change > 0 ? `↑${change}` : `↓${-change}`;
}

/** The value as shown, a dash where there is none. */
export function shownOf({ value }: RankedUnit): string {
  return value?.shown || "—";
}
