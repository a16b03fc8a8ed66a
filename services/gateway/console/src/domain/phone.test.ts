import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ProjectRowSchema } from "../gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../gen/pacesetter/registry/v1/report_pb";
import { ReportSchema, ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import type { Site } from "./phone";
import { inOrder, keptOf, NOTHING_SAID, registeredOf, siteOf, writable } from "./phone";

const figures = (month: bigint, year: bigint, all: bigint) => ({ monthYuan: month * 10_000n, yearToDateYuan: year * 10_000n, cumulativeYuan: all * 10_000n });
const may: Report = create(ReportSchema, { month: "2020-05", version: 2n, accepted: { state: ReportState.ACCEPTED, figures: figures(100n, 500n, 900n) } });
const returned = create(ReportSchema, {
  month: "2020-06",
  version: 3n,
  pending: { state: ReportState.RETURNED, figures: figures(70n, 570n, 970n), progress: "主体封顶", problems: "", reason: "与凭证不符" },
});

describe("a month as the phone sees it", () => {
  it("goes on from the last accepted report", () => {
    expect(registeredOf([may], "2020-06")).toEqual({
      version: "0",
      state: "missing",
      said: NOTHING_SAID,
      reason: "",
      earlier: { yearToDate: "500", cumulative: "900" },
    });
  });

  it("goes on from a report that waits for its acceptance, and not from a returned one", () => {
    const waiting = create(ReportSchema, { month: "2020-06", pending: { state: ReportState.SUBMITTED, figures: figures(50n, 550n, 950n) } });
    expect(registeredOf([may, waiting], "2020-07").earlier).toEqual({ yearToDate: "550", cumulative: "950" });
    expect(registeredOf([may, returned], "2020-07").earlier).toEqual({ yearToDate: "500", cumulative: "900" });
  });

  it("begins anew with a new year, but for the sum of all", () => {
    expect(registeredOf([may], "2021-01").earlier).toEqual({ yearToDate: "0", cumulative: "900" });
  });

  it("has nothing to go on from before a first report", () => {
    expect(registeredOf([], "2020-06").earlier).toBeNull();
    expect(registeredOf([may], "2020-05").earlier).toBeNull();
  });

  it("shows what was returned, and why", () => {
    const registered = registeredOf([may, returned], "2020-06");
    expect([registered.state, registered.version, registered.reason, registered.said.month]).toEqual(["returned", "3", "与凭证不符", "70"]);
    expect(writable(registered)).toBe(true);
  });

  it("is out of the reporter's hands once it waits or is accepted", () => {
    const waiting = create(ReportSchema, { month: "2020-06", pending: { state: ReportState.SUBMITTED } });
    expect(writable(registeredOf([waiting], "2020-06"))).toBe(false);
    expect(writable(registeredOf([may], "2020-05"))).toBe(false);
  });
});

describe("the list of the phone", () => {
  const site = (name: string, state: Site["state"]): Site => ({ ...siteOf(create(ProjectRowSchema, { id: name, name }), [], "2020-06"), state });

  it("has what was returned first and what is done last", () => {
    const sites = [site("甲", "accepted"), site("乙", "missing"), site("丙", "waiting"), site("丁", "returned")];
    expect(inOrder(sites).map((one) => one.name)).toEqual(["丁", "乙", "丙", "甲"]);
  });

  it("is kept for its month, and a broken text is nothing", () => {
    const kept = { month: "2020-06", time: "2020-06-20T01:00:00Z", sites: [site("甲", "missing")] };
    expect(keptOf(JSON.stringify(kept), "2020-06")).toEqual(kept);
    expect(keptOf(JSON.stringify(kept), "2020-07")).toBeUndefined();
    expect(keptOf("{", "2020-06")).toBeUndefined();
    expect(keptOf("null", "2020-06")).toBeUndefined();
  });
});
