import type { MonthFigures } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { numberOf } from "./month";

/** A month of the year's curve, in yuan. */
export interface Point {
  month: number;
  /** The year's plan spread evenly up to this month. */
  planned: bigint;
  /** Year to date; absent after the cut-off. */
  invested: bigint | undefined;
}

/** The year's months; what was invested ends with the cut-off. */
export function pointsOf(months: readonly MonthFigures[], cutoff: string): Point[] {
  return months.map(({ month, figures }) => {
    const n = numberOf(month);
    return {
      month: n,
      planned: ((figures?.plannedYuan ?? 0n) * BigInt(n)) / 12n,
      invested: month <= cutoff ? figures?.investedYuan : undefined,
    };
  });
}
