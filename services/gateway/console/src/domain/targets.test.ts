import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { GetAttainmentResponseSchema, TargetState } from "../gen/pacesetter/statistics/v1/target_pb";
import { forecastText, parseTargets, rowsLink, summaryOf, targetRows, targetSearch } from "./targets";

const answer = create(GetAttainmentResponseSchema, {
  unit: "hz",
  name: "海州区",
  sets: [
    { key: "a", targets: [{ key: "invested", month: "2019-12", rows: { listing: "city" } }, { key: "started", month: "2019-03" }] },
    { key: "b", targets: [{ key: "invested", month: "2019-12" }] },
  ],
  attainments: [{ state: TargetState.ATTAINED, forecastShown: "24.00", forecastAttained: true }, { state: TargetState.MISSED, forecastShown: "1" }, { state: TargetState.NO_DATA }],
  children: [{ unit: "x", name: "甲镇", attainments: [{ goalShown: "1" }, { goalShown: "2" }, { goalShown: "3" }] }],
});
const rows = targetRows(answer);

describe("targets", () => {
  it("stand together with how unit and sub-units are", () => {
    expect(rows.map((row) => [row.key, row.is?.state, row.parts[0]?.is?.goalShown])).toEqual([
      ["a/invested", TargetState.ATTAINED, "1"],
      ["a/started", TargetState.MISSED, "2"],
      ["b/invested", TargetState.NO_DATA, "3"],
    ]);
    expect(summaryOf(rows)).toBe("3 项：已达标 1、未达标 1、无数据 1");
  });

  it("say whether the forecast attains them, where there is one", () => {
    expect(rows.map((row) => forecastText(row.is))).toEqual(["能达标", "不能达标", ""]);
  });

  it("open the rows of their own month where it is over, and none where none show them", () => {
    expect(rowsLink(rows[0]!.target, "hz", "2020-05")).toContain("month=2019-12");
    expect(rowsLink(rows[0]!.target, "hz", "2019-06")).toMatch(/month=2019-06.*listing=city|listing=city.*month=2019-06/);
    expect(rowsLink(rows[1]!.target, "hz", "2019-06")).toBe("");
  });

  it("keep their filter in the address", () => {
    const filter = { unit: "hz", month: "2019-06", target: "a/started" };
    expect(parseTargets(targetSearch(filter), "root", "2020-05")).toEqual(filter);
    expect(parseTargets(new URLSearchParams("month=2019-13"), "root", "2020-05")).toEqual({ unit: "root", month: "2020-05", target: "" });
  });
});
