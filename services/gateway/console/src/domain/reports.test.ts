import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ApprovedPlanSchema, ListingSchema, OpeningSchema } from "../gen/pacesetter/registry/v1/project_pb";
import { ReportSchema, ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import { before, monthLines, pendingOf, sumsFault } from "./reports";

const accepted = (month: string, ytd: bigint, cumulative: bigint) =>
  create(ReportSchema, {
    month,
    accepted: { state: ReportState.ACCEPTED, figures: { yearToDateYuan: ytd, cumulativeYuan: cumulative } },
  });

describe("the months of a project", () => {
  const reports = [
    accepted("2020-03", 30n, 130n),
    create(ReportSchema, { month: "2020-04", pending: { state: ReportState.SUBMITTED } }),
    create(ReportSchema, { month: "2020-05", pending: { state: ReportState.RETURNED } }),
  ];
  const year = (...from: number[]) => ({
    year: 2020,
    plannedYuan: 1_200n,
    listings: from.map((fromMonth) => create(ListingSchema, { key: "county", fromMonth, confirmed: true })),
  });
  const lines = monthLines(year(1), reports, "2020-06");

  it("are twelve, with the plan at an even pace", () => {
    expect(lines).toHaveLength(12);
    expect([lines[0]?.planned, lines[4]?.planned, lines[11]?.planned]).toEqual([100n, 500n, 1_200n]);
  });

  it("follow the approved plan by month where there is one", () => {
    const monthYuan = Array.from({ length: 12 }, (_, at) => (at < 6 ? 0n : 200n));
    const planned = monthLines({ ...year(1), plan: create(ApprovedPlanSchema, { number: 1, monthYuan }) }, [], "2020-06");
    expect([planned[5]?.planned, planned[6]?.planned, planned[11]?.planned]).toEqual([0n, 200n, 1_200n]);
  });

  it("say what can be done about each", () => {
    expect(lines.slice(0, 7).map((l) => l.step)).toEqual(["late", "late", "correct", "decide", "continue", "report", "wait"]);
    expect(lines.slice(0, 7).map((l) => l.missing)).toEqual([true, true, false, true, true, true, false]);
  });

  it("are due neither before the project is listed nor before they begin", () => {
    const late = monthLines(year(6, 4), [accepted("2020-02", 1n, 1n)], "2020-06");
    expect(late.slice(0, 7).map((l) => l.due)).toEqual(["unlisted", "unlisted", "unlisted", "due", "due", "due", "ahead"]);
    expect(late.slice(0, 7).map((l) => l.step)).toEqual(["wait", "correct", "wait", "late", "late", "report", "wait"]);
    expect(late.slice(0, 7).map((l) => l.missing)).toEqual([false, false, false, true, true, true, false]);
  });

  it("are owed by nobody on no list, who may report all the same", () => {
    const waits = { ...year(), listings: [create(ListingSchema, { key: "city", fromMonth: 1, confirmed: false })] };
    for (const unlisted of [year(), waits]) {
      const free = monthLines(unlisted, [], "2020-06").slice(4, 7);
      expect(free.map((l) => l.due)).toEqual(["free", "free", "ahead"]);
      expect(free.map((l) => l.step)).toEqual(["late", "report", "wait"]);
      expect(free.map((l) => l.missing)).toEqual([false, false, false]);
    }
  });

  it("are to be reported anew where the report was withdrawn with its import", () => {
    const withdrawn = (month: string) => create(ReportSchema, { month, pending: { state: ReportState.WITHDRAWN } });
    const kept = create(ReportSchema, { ...accepted("2020-05", 30n, 130n), pending: withdrawn("").pending });
    const steps = monthLines(year(1), [withdrawn("2020-04"), kept], "2020-06").map((l) => l.step);
    expect(steps.slice(3, 5)).toEqual(["late", "correct"]);
    expect(pendingOf(kept)).toBeUndefined();
  });

  it("carry on from the last accepted report", () => {
    expect(before("2020-05", reports, undefined)).toEqual({ yearToDate: 30n, cumulative: 130n });
    expect(before("2021-01", reports, undefined)).toEqual({ yearToDate: 0n, cumulative: 130n });
  });

  it("carry on from the opening balance where there is no report", () => {
    const opening = create(OpeningSchema, { month: "2020-02", yearYuan: 5n, cumulativeYuan: 105n });
    expect(before("2020-02", [], opening)).toEqual({ yearToDate: 5n, cumulative: 105n });
    expect(before("2020-02", [], undefined)).toEqual({ yearToDate: 0n, cumulative: 0n });
  });
});

describe("the sums of a report", () => {
  it("grow from month to year to all", () => {
    expect(sumsFault({ month: 1n, yearToDate: 1n, cumulative: 1n })).toBeNull();
    expect(sumsFault({ month: 2n, yearToDate: 1n, cumulative: 3n })?.field).toBe("month");
    expect(sumsFault({ month: 1n, yearToDate: 4n, cumulative: 3n })?.field).toBe("yearToDate");
  });
});
