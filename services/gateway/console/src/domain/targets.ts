import type { Attainment, GetAttainmentResponse, Target, TargetSet } from "../gen/pacesetter/statistics/v1/target_pb";
import { TargetState } from "../gen/pacesetter/statistics/v1/target_pb";
import { figureLink } from "./filters";
import { isMonth } from "./month";

/** What the page of targets shows; it lives in the address. */
export interface TargetFilter {
  unit: string;
  month: string;
  /** The target whose sub-units are shown, as keyOf names it; empty is the first. */
  target: string;
}

export function parseTargets(search: URLSearchParams, home: string, month: string): TargetFilter {
  const asked = search.get("month") ?? "";
  return { unit: search.get("unit") || home, month: isMonth(asked) ? asked : month, target: search.get("target") ?? "" };
}

export function targetSearch(filter: TargetFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
}

/** How one unit stands with one target. */
export interface Standing {
  unit: string;
  name: string;
  is: Attainment | undefined;
}

/** A target with how the unit and each of its sub-units stand. */
export interface TargetRow extends Standing {
  key: string;
  set: TargetSet;
  target: Target;
  parts: (Standing & { itself: boolean })[];
}

/** The answer keeps targets and standings in the same order: here they stand together. */
export function targetRows(answer: GetAttainmentResponse): TargetRow[] {
  const all = answer.sets.flatMap((set) => set.targets.map((target) => ({ set, target })));
  return all.map(({ set, target }, at) => ({
    key: `${set.key}/${target.key}`,
    set,
    target,
    unit: answer.unit,
    name: answer.name,
    is: answer.attainments[at],
    parts: answer.children.map(({ unit, name, itself, attainments }) => ({ unit, name, itself, is: attainments[at] })),
  }));
}

/** The rows that show what is counted, where a list shows it: at the target's own month where that is over. */
export function rowsLink({ rows, month: due }: Target, unit: string, month: string, itself = false): string {
  if (!rows) return "";
  return figureLink({ unit, itself, month: due < month ? due : month, listing: rows.listing, nature: rows.nature });
}

interface Look {
  shape: string;
  word: string;
  tone: "good" | "bad" | "info" | "quiet";
}

export const TARGET_STATE: Record<TargetState, Look> = {
  [TargetState.UNSPECIFIED]: { shape: "○", word: "无数据", tone: "quiet" },
  [TargetState.NO_DATA]: { shape: "○", word: "无数据", tone: "quiet" },
  [TargetState.PENDING]: { shape: "▶", word: "推进中", tone: "info" },
  [TargetState.ATTAINED]: { shape: "●", word: "已达标", tone: "good" },
  [TargetState.MISSED]: { shape: "■", word: "未达标", tone: "bad" },
};

/** Whether the goal is expected to be attained; empty without a forecast. */
export function forecastText(is: Attainment | undefined): string {
  if (!is?.forecastShown) return "";
  return is.forecastAttained ? "能达标" : "不能达标";
}

/** 6 项：已达标 2、推进中 3、未达标 1. */
export function summaryOf(rows: readonly TargetRow[]): string {
  const states = [TargetState.ATTAINED, TargetState.PENDING, TargetState.MISSED, TargetState.NO_DATA];
  const counts = states.map((state) => ({ word: TARGET_STATE[state].word, count: rows.filter((row) => row.is?.state === state).length }));
  return `${rows.length} 项：${counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${word} ${count}`)
    .join("、")}`;
}
