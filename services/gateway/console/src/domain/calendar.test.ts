import { describe, expect, it } from "vitest";
import { ReportingFrequency } from "../gen/pacesetter/registry/v1/calendar_pb";
import { ruleOf, typedRule } from "./calendar";

const typed = { category: "", frequency: ReportingFrequency.MONTHLY, days: "25", offset: 1, source: " 文件 " };

describe("a rule as it is typed", () => {
  it("comes back as it was", () => {
    expect(typedRule(ruleOf({ ...typed, frequency: ReportingFrequency.HALF_MONTHLY, days: "15, 31" })!)).toEqual({
      ...typed,
      frequency: ReportingFrequency.HALF_MONTHLY,
      days: "15、31",
      offset: 0,
      source: "文件",
    });
  });
  it("keeps a later month only where one hand-in is asked for", () => {
    expect(ruleOf(typed)!.dueMonthOffset).toBe(1);
    expect(ruleOf({ ...typed, frequency: ReportingFrequency.WEEKLY, days: "5" })!.dueMonthOffset).toBe(0);
  });
  it("has no days by day, and is none with words for days", () => {
    expect(ruleOf({ ...typed, frequency: ReportingFrequency.DAILY, days: "x" })!.dueDays).toEqual([]);
    expect(ruleOf({ ...typed, days: "25号" })).toBeNull();
  });
});
