import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ApiError } from "../api/errors";
import type { SaveReportRequestSchema } from "../gen/pacesetter/registry/v1/report_pb";
import { parseWan } from "./money";
import type { Earlier, Registered, Said, Site } from "./phone";
import type { Sums } from "./reports";
import { sumsFault } from "./reports";

/**
 * What becomes of a report that was written on this machine: kept as a draft, waiting for
 * the network, refused, or overtaken by somebody else's.
 */
export type LetterState = "draft" | "queued" | "refused" | "conflict";

export const LETTER_STATE: Record<LetterState, string> = {
  draft: "草稿，未提交",
  queued: "待发送",
  refused: "未被接收",
  conflict: "与登记不一致",
};

/** A report on its way; there is one of a project and month. */
export interface Letter {
  project: string;
  name: string;
  month: string;
  said: Said;
  earlier: Earlier | null;
  /** Version of the register's report that it was written on. */
  version: string;
  /** The same as long as the content is: a repetition after a lost answer changes nothing. */
  requestId: string;
  /** When it was written, ISO 8601. */
  time: string;
  state: LetterState;
  /** Why it was refused; empty otherwise. */
  message: string;
  /** What the register has instead, where somebody was faster. */
  theirs: Registered | null;
}

/** The sums in yuan; null while something is missing or is no number. */
export function sumsOf({ month, yearToDate, cumulative }: Said, earlier: Earlier | null): Sums | null {
  const own = parseWan(month);
  if (own === null) return null;
  if (earlier) return addedTo(earlier, own);
  const [year, all] = [parseWan(yearToDate), parseWan(cumulative)];
  return year === null || all === null ? null : { month: own, yearToDate: year, cumulative: all };
}

function addedTo(earlier: Earlier, month: bigint): Sums {
  const [year, all] = [parseWan(earlier.yearToDate) ?? 0n, parseWan(earlier.cumulative) ?? 0n];
  return { month, yearToDate: year + month, cumulative: all + month };
}

export function sameSums(a: Earlier | null, b: Earlier | null): boolean {
  return a?.yearToDate === b?.yearToDate && a?.cumulative === b?.cumulative;
}

/** What is wrong with the sums, in a sentence; empty if nothing is. */
export function saidFault(said: Said, earlier: Earlier | null): string {
  const sums = sumsOf(said, earlier);
  return sums ? (sumsFault(sums)?.message ?? "") : "";
}

/** Whether it can be handed in. */
export function complete(said: Said, earlier: Earlier | null): boolean {
  return sumsOf(said, earlier) !== null && saidFault(said, earlier) === "";
}

/** The call that hands it in; the same letter makes the same call. */
export function requestOf({ project, month, said, earlier, version }: Letter): MessageInitShape<typeof SaveReportRequestSchema> | null {
  const sums = sumsOf(said, earlier);
  if (!sums) return null;
  return {
    projectId: project,
    month,
    figures: { monthYuan: sums.month, yearToDateYuan: sums.yearToDate, cumulativeYuan: sums.cumulative },
    progress: said.progress.trim(),
    problems: said.problems.trim(),
    submit: true,
    version: BigInt(version),
  };
}

/** Nobody answered, or not now: it stays in the queue. Everything else is an answer. */
const PASSING = new Set([0, 401, 429, 502, 503, 504]);

/** What a failure makes of a letter. */
export function failed(letter: Letter, { status, reason, message }: ApiError): Letter {
  if (PASSING.has(status)) return letter;
  return { ...letter, state: reason === "STALE_VERSION" ? "conflict" : "refused", message };
}

/** Mine instead of theirs: written on what the register has now, as a new intent. */
export function insisted(letter: Letter, requestId: string): Letter {
  const { theirs } = letter;
  if (!theirs) return letter;
  return { ...letter, version: theirs.version, earlier: theirs.earlier, requestId, state: "queued", message: "", theirs: null };
}

function same(a: Letter, b: Pick<Letter, "project" | "month">): boolean {
  return a.project === b.project && a.month === b.month;
}

export function withLetter(letters: readonly Letter[], letter: Letter): Letter[] {
  return [...letters.filter((one) => !same(one, letter)), letter];
}

export function withoutLetter(letters: readonly Letter[], of: Pick<Letter, "project" | "month">): Letter[] {
  return letters.filter((one) => !same(one, of));
}

export function letterOf(letters: readonly Letter[], project: string, month: string): Letter | undefined {
  return letters.find((one) => same(one, { project, month }));
}

/** A letter's project where the list does not have it, as far as the letter knows it. */
export function siteFrom({ project, name, version, said, earlier }: Letter): Site {
  return { id: project, name, version, said, earlier, state: "draft", reason: "", unit: "", planned: "", done: "", rate: "" };
}

/** What a letter became while it was under way; one written anew in the meantime stays as it is. */
export function settled(letters: readonly Letter[], sent: Letter, outcome: Letter | null): Letter[] {
  const now = letterOf(letters, sent.project, sent.month);
  if (now?.requestId !== sent.requestId) return [...letters];
  return outcome ? withLetter(letters, outcome) : withoutLetter(letters, sent);
}

/** Reads what this machine kept; a broken text is nothing. */
export function lettersOf(text: string): Letter[] {
  try {
    const letters: unknown = JSON.parse(text);
    return Array.isArray(letters) ? (letters as Letter[]) : [];
  } catch {
    return [];
  }
}
