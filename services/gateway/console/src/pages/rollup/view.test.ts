import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { RollupSchema } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import type { RollupView } from "./view";
import { requestOf, searchOf, showsGrowth, wantsGrowth } from "./view";

const VIEW: RollupView = { unit: "sd-bz", month: "2020-05", listing: "", by: "industry", cutoff: "", asOf: "", growth: false };

describe("growth in the view", () => {
  it("stands in the address only where it is wanted", () => {
    expect(searchOf(VIEW).toString()).toBe("unit=sd-bz&month=2020-05&by=industry");
    expect(searchOf({ ...VIEW, growth: true }).get("growth")).toBe("1");
    expect(wantsGrowth(searchOf({ ...VIEW, growth: true }), "")).toBe(true);
    expect(wantsGrowth(searchOf(VIEW), "")).toBe(false);
  });

  it("is what this user kept where the address says nothing", () => {
    expect(wantsGrowth(searchOf(VIEW), "1")).toBe(true);
    expect(wantsGrowth(new URLSearchParams("growth=yes"), "")).toBe(false);
  });

  it("is asked for, and shown once it is told", () => {
    expect(requestOf({ ...VIEW, growth: true })).toMatchObject({ growth: true, by: "industry" });
    const told = create(RollupSchema, { figures: { growth: {} } });
    expect(showsGrowth(told, { ...VIEW, growth: true })).toBe(true);
    expect(showsGrowth(told, VIEW)).toBe(false);
    expect(showsGrowth(create(RollupSchema, { figures: {} }), { ...VIEW, growth: true })).toBe(false);
  });
});
