import type { MessageInitShape } from "@bufbuild/protobuf";
import type { FigureFilter } from "../../domain/filters";
import type { Known } from "../../domain/known";
import { endOfDay, knownText, modeOf } from "../../domain/known";
import type { GetRollupRequestSchema, Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";

/** What the roll-up shows, from its address. */
export interface RollupView extends Known {
  unit: string;
  month: string;
  listing: string;
  by: string;
  /** Whether growth (同比、环比) is shown too. */
  growth: boolean;
}

/** The request that a view makes. */
export function requestOf({ asOf, ...view }: RollupView): MessageInitShape<typeof GetRollupRequestSchema> {
  return { ...view, asOf: asOf === "" ? undefined : endOfDay(asOf) };
}

/** Whether growth is wanted: an address says so, or this user kept it; what says nothing says no. */
export function wantsGrowth(search: URLSearchParams, kept: string): boolean {
  return search.get("growth") === GROWTH || kept === GROWTH;
}

/** How wanted growth is written into addresses and kept. */
export const GROWTH = "1";

/** The view's address. */
export function searchOf({ asOf, growth, ...view }: RollupView): URLSearchParams {
  const named = { ...view, as_of: asOf, growth: growth ? GROWTH : "" };
  return new URLSearchParams(Object.entries(named).filter(([, value]) => value !== ""));
}

/** Whether the answer's growth is to be shown: one that was kept from before the question has none. */
export function showsGrowth(rollup: Rollup, view: RollupView): boolean {
  return view.growth && rollup.figures?.growth !== undefined;
}

/** The filter of the rows behind the view's figures. */
export function rowsOf({ unit, month, listing, cutoff, asOf }: RollupView): Partial<FigureFilter> {
  return { unit, month, listing, cutoff, asOf };
}

/** The cut-off of the view's figures. */
export function cutoffOf(view: RollupView): string {
  return knownText(view.month, view);
}

/**
 * Whether an answer is one to the view, not one that was kept from before: figures of
 * another knowledge must not stand under this one's name. kept says that it is older.
 */
export function answers(rollup: Rollup, view: RollupView, kept: boolean): boolean {
  if (!kept) return true;
  const mode = modeOf(view);
  if (mode === "frozen") return rollup.cutoff === view.cutoff;
  return mode === "now" && rollup.cutoff === "" && rollup.change > 0n;
}
