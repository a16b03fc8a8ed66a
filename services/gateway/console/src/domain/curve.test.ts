import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { MonthFiguresSchema } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { goesByPlan, pointsOf } from "./curve";

describe("the year's curve", () => {
  it("spreads the plan evenly and ends with the cut-off", () => {
    const months = ["2020-05", "2020-06"].map((month) => create(MonthFiguresSchema, { month, figures: { plannedYuan: 1200n, investedYuan: 700n } }));
    expect(pointsOf(months, "2020-05")).toEqual([
      { month: 5, planned: 500n, invested: 700n },
      { month: 6, planned: 600n, invested: undefined },
    ]);
  });

  it("follows the plans by month where the unit does", () => {
    const even = [create(MonthFiguresSchema, { month: "2020-05", figures: { plannedYuan: 1200n } })];
    const planned = [create(MonthFiguresSchema, { month: "2020-05", figures: { plannedYuan: 1200n, plannedToDateYuan: 0n } })];
    expect(pointsOf(planned, "2020-05")[0]!.planned).toBe(0n);
    expect([goesByPlan(even), goesByPlan(planned)]).toEqual([false, true]);
  });
});
