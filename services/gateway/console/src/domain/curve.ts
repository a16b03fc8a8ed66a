import type { MonthFigures } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { numberOf } from "./month";

/** A month of the year's curve, in yuan. */
export interface Point {
  month: number;
  /** Planned up to this month: by the plans by month where the unit's pace goes by them, else the year's spread evenly. */
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
      planned: figures?.plannedToDateYuan ?? ((figures?.plannedYuan ?? 0n) * BigInt(n)) / 12n,
      invested: month <= cutoff ? figures?.investedYuan : undefined,
    };
  });
}

/** Whether the months are measured by the plans by month. */
export function goesByPlan(months: readonly MonthFigures[]): boolean {
  return months.some(({ figures }) => figures?.plannedToDateYuan !== undefined);
}
