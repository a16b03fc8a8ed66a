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
}

/** The request that a view makes. */
export function requestOf({ asOf, ...view }: RollupView): MessageInitShape<typeof GetRollupRequestSchema> {
  return { ...view, asOf: asOf === "" ? undefined : endOfDay(asOf) };
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
