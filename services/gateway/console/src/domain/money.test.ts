import { describe, expect, it } from "vitest";
import { grouped, parseWan, wan, wanExact, wanText, yi } from "./money";

describe("money", () => {
  it("shows 万元 without decimals, rounded half up", () => {
    expect(wan(976_074_999n)).toBe("97,607");
    expect(wan(976_075_000n)).toBe("97,608");
    expect(wan(-5_000n)).toBe("-1");
    expect(wan(0n)).toBe("0");
  });

  it("shows 亿元 with two decimals", () => {
    expect(yi(47_933_000_000n)).toBe("479.33");
    expect(yi(101_769_000_000n)).toBe("1,017.69");
    expect(yi(500_000n)).toBe("0.01");
    expect(yi(499_999n)).toBe("0.00");
    expect(yi(-150_000_000n)).toBe("-1.50");
  });

  it("keeps sums beyond the exact range of a double", () => {
    expect(wan(90_071_992_547_409_930_000n)).toBe("9,007,199,254,740,993");
  });

  it("reads what a clerk types", () => {
    expect(parseWan("1200")).toBe(12_000_000n);
    expect(parseWan("1,200.5")).toBe(12_005_000n);
    expect(parseWan("１２００．５")).toBe(12_005_000n);
    expect(parseWan(" 0.0001 ")).toBe(1n);
  });

  it("refuses what is not an amount", () => {
    for (const text of ["", "-1", "1.23456", "1亿", "abc", "1..2", "9999999999999"]) {
      expect(parseWan(text), text).toBeNull();
    }
  });

  it("gives back exactly what it read", () => {
    for (const yuan of [0n, 1n, 12_005_000n, 123_456_789_012n]) {
      expect(parseWan(wanExact(yuan))).toBe(yuan);
    }
  });

  it("groups thousands", () => {
    expect(grouped(1234567)).toBe("1,234,567");
    expect(grouped(999)).toBe("999");
    expect(wanText(23_151_958n)).toBe("2,315.1958");
    expect(wanText(12_000_000n)).toBe("1,200");
  });
});
