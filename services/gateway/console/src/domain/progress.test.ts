import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { MonthRowSchema } from "../gen/pacesetter/registry/v1/progress_pb";
import { ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import type { Edits } from "./progress";
import { cellsOf, draftOf, editsOf, leadOf, lineFault, lineOf, rebased, typed, yearCells } from "./progress";

const WAN = 10_000n;
const year = { year: 2020, plannedYuan: 1200n * WAN, listings: [{ key: "county", fromMonth: 2, confirmed: true }] };
const row = (report?: object) =>
  create(MonthRowSchema, { projectId: "p", projectName: "甲项目", year, earlier: { yearToDateYuan: 300n * WAN, cumulativeYuan: 900n * WAN }, report });
const line = lineOf(row(), "2020-05", "2020-06");
const accepted = { version: 3n, accepted: { state: ReportState.ACCEPTED, figures: { monthYuan: 50n * WAN, yearToDateYuan: 350n * WAN, cumulativeYuan: 950n * WAN }, progress: "封顶" } };
const NONE: Edits = {};

describe("a project's month in the grid", () => {
  it("goes on from what was there before", () => {
    const edits = typed(NONE, line, "month", "1.2亿");
    expect(cellsOf(line, edits["p"])).toMatchObject({ month: "1.2亿", yearToDate: "12300", cumulative: "12900" });
    expect(draftOf(line, edits["p"]!, "")).toMatchObject({ figures: { monthYuan: 12_000n * WAN, yearToDateYuan: 12_300n * WAN }, version: 0n });
  });

  it("leaves what was typed beside the month as it is", () => {
    const edits = typed(typed(NONE, line, "cumulative", "1000"), line, "month", "10");
    expect(cellsOf(line, edits["p"])).toMatchObject({ yearToDate: "310", cumulative: "1000" });
  });

  it("is no edit any more once it is as registered", () => {
    const known = lineOf(row(accepted), "2020-05", "2020-06");
    const edits = typed(NONE, known, "progress", "装修");
    expect(Object.keys(edits)).toEqual(["p"]);
    expect(typed(edits, known, "progress", "封顶")).toEqual({});
  });

  it("says what keeps it from being sent", () => {
    expect(lineFault(line, { version: "0", cells: { progress: "封顶" } })).toBe("没有填本月完成");
    expect(lineFault(line, { version: "0", cells: { month: "一百" } })).toContain("不是能识别的金额");
    expect(lineFault(line, { version: "0", cells: { month: "10", yearToDate: "5" } })).toBe("本月完成不能大于年度完成");
    expect(lineFault(line, { version: "0", cells: { month: "10" } })).toBe("");
  });

  it("is sent on the version that it was typed on, with its reason", () => {
    const known = lineOf(row(accepted), "2020-05", "2020-06");
    expect(draftOf(known, { version: "3", cells: { month: "60" } }, " 核对 ")).toMatchObject({ reason: "核对", progress: "封顶", version: 3n });
    expect(draftOf(known, { version: "3", cells: { month: "六" } }, "核对")).toBeNull();
  });

  it("keeps the version that it was typed on until a person decides", () => {
    const edits = typed(NONE, line, "month", "10");
    const newer = lineOf(row(accepted), "2020-05", "2020-06");
    expect(typed(edits, newer, "progress", "装修")["p"]?.version).toBe("0");
    expect(rebased(edits, "p", "3")["p"]?.version).toBe("3");
  });

  it("is behind or ahead of its plan", () => {
    expect(leadOf(line, cellsOf(line, { version: "0", cells: { month: "10" } }))).toBe(-190n * WAN);
    expect(leadOf(line, cellsOf(line, undefined))).toBeNull();
  });
});

describe("a project's year in the grid", () => {
  it("tells the months that lack", () => {
    const told = create(MonthRowSchema, { year, months: [{ month: "2020-02", figures: { monthYuan: 5n, yearToDateYuan: 5n } }] });
    const cells = yearCells(told, "2020-04");
    expect(cells.map((cell) => cell.missing)).toEqual([false, false, true, true, ...Array<boolean>(8).fill(false)]);
    expect(cells[1]).toMatchObject({ done: 5n, planned: 200n * WAN });
  });
});

describe("edits that were kept", () => {
  it("are nothing where the text is broken", () => {
    expect(editsOf("[1]")).toEqual({});
    expect(editsOf("{")).toEqual({});
    expect(editsOf('{"p":{"version":"1","cells":{}}}')).toHaveProperty("p");
  });
});
