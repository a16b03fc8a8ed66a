import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { RankedUnitSchema } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { changeText, parseRanking, rankingSearch, shownOf } from "./ranking";

describe("the ranking's address", () => {
  it("comes back as it was written", () => {
    const filter = { unit: "binzhou", month: "2020-05", indicator: "lead", listing: "city", cutoff: "c" };
    expect(parseRanking(rankingSearch(filter), "home", "2021-01")).toEqual(filter);
  });

  it("takes what it understands of one that is broken", () => {
    const parsed = parseRanking(new URLSearchParams("month=2020-13&listing=star"), "home", "2021-01");
    expect(parsed).toEqual({ unit: "home", month: "2021-01", indicator: "completion_rate", listing: "", cutoff: "" });
  });
});

describe("a place", () => {
  it("tells places gained and lost", () => {
    const texts = [2, -1, 0, undefined].map((change) => changeText(create(RankedUnitSchema, { change })));
    expect(texts).toEqual(["↑2", "↓1", "持平", "—"]);
  });

  it("has a dash without a value", () => {
    expect(shownOf(create(RankedUnitSchema, { value: { missing: { reason: "NO_PLAN", text: "没有年度计划投资" } } }))).toBe("—");
    expect(shownOf(create(RankedUnitSchema, { value: { shown: "0.0" } }))).toBe("0.0");
  });
});
