import { describe, expect, it } from "vitest";
import { ranked } from "./rank";

describe("a ranking", () => {
  it("shares a rank where the shown values are equal", () => {
    const ranks = ranked(["45.8", "51.2", "9.9", "45.8"], (v) => v).map((r) => [r.rank, r.item]);
    expect(ranks).toEqual([[1, "51.2"], [2, "45.8"], [2, "45.8"], [4, "9.9"]]);
  });

  it("lists those without a value, unranked", () => {
    expect(ranked(["", "0.0"], (v) => v).map((r) => r.rank)).toEqual([1, null]);
  });
});
