import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { cutoffText, instantText, isMonth, monthAt, monthOf, monthsAround, monthText } from "./month";

describe("month", () => {
  it("knows a month from other text", () => {
    expect(["2020-05", "2020-12"].every(isMonth)).toBe(true);
    expect(["2020-13", "2020-5", "2020/05", "", "2020-00"].some(isMonth)).toBe(false);
  });

  it("reads as people say it", () => {
    expect(monthText("2020-05")).toBe("2020年5月");
    expect(cutoffText("2020-12")).toBe("截至2020年12月底");
    expect(monthText("soon")).toBe("—");
    expect(monthOf(2020, 3)).toBe("2020-03");
  });

  it("has neighbours, up to the running one", () => {
    const around = monthsAround("2020-06", "2020-08");
    expect([around[0], around[around.length - 1], around.length]).toEqual(["2020-08", "2019-06", 15]);
    expect(monthsAround("2020-06", "2030-01")[0]).toBe("2021-06");
    expect(monthsAround("2020-06", "2020-05")).toContain("2020-06");
  });

  it("tells instants in Shanghai", () => {
    const newYear = new Date("2020-12-31T16:05:00Z");
    expect(instantText(timestampFromDate(newYear))).toBe("2021-01-01 00:05");
    expect(monthAt(newYear)).toBe("2021-01");
    expect(instantText(undefined)).toBe("—");
  });
});
