import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ListUnitsResponseSchema, PaceRounding, PaceRule, UnitSettingsSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import { treeOf } from "./tree";
import { namesOf, settingsInForce, unitRows } from "./units";

const below = (parent: string) => [{ parent, fromYear: 2019, toYear: 0 }];
const tree = treeOf(
  create(ListUnitsResponseSchema, {
    year: 2020,
    roots: ["sd"],
    units: [
      { code: "sd", name: "省", settings: { decimals: 0, tagSystems: { keys: ["ten-strong"] } } },
      { code: "bz", name: "市", places: below("sd"), settings: { paceRounding: PaceRounding.CUT, paceRule: PaceRule.PLAN, autoAccept: true } },
      { code: "zp", name: "县", places: below("bz"), settings: { autoAccept: false, tagSystems: { keys: [] } } },
      { code: "jn", name: "另一市", places: below("sd") },
    ],
  }),
);

describe("a unit's settings", () => {
  it("are its own, else those of the nearest unit above, else the platform's", () => {
    expect(settingsInForce(tree, "zp")).toEqual({
      paceRounding: { value: PaceRounding.CUT, from: "bz" },
      paceRule: { value: PaceRule.PLAN, from: "bz" },
      decimals: { value: 0, from: "sd" },
      autoAccept: { value: false, from: "zp" },
      tagSystems: { value: [], from: "zp" },
    });
    expect(settingsInForce(tree, "jn").paceRounding).toEqual({ value: PaceRounding.NONE, from: "" });
    const atRoot = create(UnitSettingsSchema, { paceRounding: PaceRounding.HALF_UP, decimals: 3, autoAccept: true });
    expect(settingsInForce(tree, "jn", atRoot)).toEqual({
      paceRounding: { value: PaceRounding.HALF_UP, from: "" },
      paceRule: { value: PaceRule.CALENDAR, from: "" },
      decimals: { value: 0, from: "sd" },
      autoAccept: { value: true, from: "" },
      tagSystems: { value: ["ten-strong"], from: "sd" },
    });
  });
});

describe("the tree as rows", () => {
  it("puts each unit after the one above it", () => {
    expect(unitRows(tree).map(({ unit, depth }) => `${depth}${unit.code}`)).toEqual(["0sd", "1bz", "2zp", "1jn"]);
  });

  it("reads names between any of the usual signs, each once", () => {
    expect(namesOf(" 邹平，邹平市、 邹平;梁邹 ")).toEqual(["邹平", "邹平市", "梁邹"]);
    expect(namesOf(" ")).toEqual([]);
  });
});
