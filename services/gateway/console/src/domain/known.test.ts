import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ListUnitsResponseSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import { CutoffSchema } from "../gen/pacesetter/statistics/v1/cutoff_pb";
import { cutoffName, endOfDay, isDay, knownText, lastDay, parseKnown, PRESENT, tellsOf } from "./known";
import { treeOf } from "./tree";

describe("by what knowledge figures are told", () => {
  it("is the present one unless the address names another", () => {
    expect(parseKnown(new URLSearchParams(""))).toEqual(PRESENT);
    expect(parseKnown(new URLSearchParams("as_of=2020-06-10"))).toEqual({ cutoff: "", asOf: "2020-06-10" });
    expect(parseKnown(new URLSearchParams("as_of=2020-02-30"))).toEqual(PRESENT);
    expect(parseKnown(new URLSearchParams("cutoff=c1&as_of=2020-06-10"))).toEqual({ cutoff: "c1", asOf: "" });
  });

  it("takes days that exist", () => {
    expect(["2020-02-29", "2020-12-31"].filter(isDay)).toHaveLength(2);
    expect(["2021-02-29", "0020-06-10", "2020-6-1", "2020-13-01", ""].filter(isDay)).toEqual([]);
  });

  it("goes to the end of the day in Asia/Shanghai, of one that is over", () => {
    expect(endOfDay("2020-06-10")).toMatchObject({ seconds: 1591804799n, nanos: 999_999_000 });
    expect(lastDay(new Date("2020-06-10T15:59:00Z"))).toBe("2020-06-09");
    expect(lastDay(new Date("2020-06-10T16:01:00Z"))).toBe("2020-06-10");
  });

  it("stands beside the month of the figures", () => {
    expect(knownText("2020-05", PRESENT)).toBe("截至2020年5月底");
    expect(knownText("2020-05", { cutoff: "c1", asOf: "" })).toBe("截至2020年5月底，定稿");
    expect(knownText("2020-05", { cutoff: "", asOf: "2020-06-10" })).toBe("截至2020年5月底，按2020-06-10所知");
  });
});

describe("a cut-off", () => {
  const cutoff = create(CutoffSchema, { unit: "binzhou", unitName: "滨州市", revision: 2, cutoffTime: { seconds: 1590975000n } });
  const places = (parent: string) => [{ parent, fromYear: 2019, toYear: 0 }];
  const units = [{ code: "sd" }, { code: "binzhou", places: places("sd") }, { code: "bincheng", places: places("binzhou") }];
  const tree = treeOf(create(ListUnitsResponseSchema, { year: 2020, roots: ["sd"], units }));

  it("is named by its unit, number and moment", () => {
    expect(cutoffName(cutoff)).toBe("滨州市第2版（2020-06-01 09:30 公布）");
  });

  it("tells of its publisher and what is below it", () => {
    expect(tellsOf(cutoff, tree, "bincheng")).toBe(true);
    expect(tellsOf(cutoff, tree, "binzhou")).toBe(true);
    expect(tellsOf(cutoff, tree, "sd")).toBe(false);
  });
});
