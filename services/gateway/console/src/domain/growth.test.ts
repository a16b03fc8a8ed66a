import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { IndicatorValueSchema } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { growthBase, growthText } from "./growth";

const shown = (text: string) => create(IndicatorValueSchema, { shown: text, percent: Number(text) });
const missing = create(IndicatorValueSchema, { missing: { reason: "NO_FORMER_YEAR", text: "上年同期没有完成投资，无从比较" } });

describe("growth", () => {
  it("has its sign, one decimal and the percent sign", () => {
    expect(growthText(shown("+19.8"))).toBe("+19.8%");
    expect(growthText(shown("-3.2"))).toBe("-3.2%");
    expect(growthText(shown("0.0"))).toBe("0.0%");
  });

  it("is a dash where there is none, and says why", () => {
    expect(growthText(missing)).toBe("—");
    expect(growthText(undefined)).toBe("—");
    expect(growthBase("上年同期", missing, undefined)).toBe("上年同期没有完成投资，无从比较");
  });

  it("names what it is compared with", () => {
    expect(growthBase("上年同期", shown("+19.8"), 40_000_000_000n)).toBe("上年同期 400.00 亿元");
    expect(growthBase("上年同期", undefined, undefined)).toBe("");
  });
});
