import { describe, expect, it } from "vitest";
import { endOfDay } from "../domain/known";
import { CutoffService } from "../gen/pacesetter/statistics/v1/cutoff_pb";
import { StatisticsService } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { exportAddress, exportOf } from "./exports";

describe("the file of a view", () => {
  it("asks what the page asked", () => {
    const view = exportOf("rollups", "sd-bz", StatisticsService.method.getRollup, { unit: "sd-bz", month: "2020-05", by: "listing", asOf: endOfDay("2020-05-25") });
    const address = new URL(exportAddress(view, "csv"), "http://here");
    expect(address.pathname).toBe("/api/v1/exports/rollups/sd-bz");
    expect(Object.fromEntries(address.searchParams)).toEqual({ month: "2020-05", by: "listing", asOf: "2020-05-25T15:59:59.999999Z", format: "csv" });
  });

  it("is of a cut-off too, and writes its name safely", () => {
    const view = exportOf("restatements", "a/b", CutoffService.method.listRestatements, { cutoff: "a/b", unit: "x" });
    expect(exportAddress(view, "xlsx")).toBe("/api/v1/exports/restatements/a%2Fb?unit=x&format=xlsx");
  });
});
