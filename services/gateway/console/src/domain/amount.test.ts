import { describe, expect, it } from "vitest";
import { readAmount } from "./amount";

describe("amounts", () => {
  it.each([
    ["3,500", 35_000_000n],
    ["３５００", 35_000_000n],
    ["３，５００．５", 35_005_000n],
    ["1.2亿", 120_000_000n],
    ["1.2 亿元", 120_000_000n],
    ["3500万元", 35_000_000n],
    ["12345元", 12_345n],
    ["2千万", 20_000_000n],
    ["¥ 8", 80_000n],
    ["1.5E+3", 15_000_000n],
    ["0", 0n],
    ["1017.6900000000001", 10_176_900n],
    ["3333.33335", 33_333_334n],
  ])("reads %s", (text, yuan) => {
    expect(readAmount(text)).toBe(yuan);
  });

  it.each(["", "-", "-5", "一百", "1.2.3", "12,34", "1e99", "10000万亿", "=1+1", "亿"])("does not read %s", (text) => {
    expect(readAmount(text)).toBeNull();
  });
});
