import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { MonthFiguresSchema } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { pointsOf } from "./curve";

describe("the year's curve", () => {
  it("spreads the plan evenly and ends with the cut-off", () => {
    const months = ["2020-05", "2020-06"].map((month) => create(MonthFiguresSchema, { month, figures: { plannedYuan: 1200n, investedYuan: 700n } }));
    expect(pointsOf(months, "2020-05")).toEqual([
      { month: 5, planned: 500n, invested: 700n },
      { month: 6, planned: 600n, invested: undefined },
    ]);
  });
});
