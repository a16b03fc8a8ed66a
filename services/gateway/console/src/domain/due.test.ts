import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { ReportingFrequency, ReportingRuleSchema } from "../gen/pacesetter/registry/v1/calendar_pb";
import { clockOf, rulesText } from "./due";

// Late from the 26th on, so that the 25th is the last day.
const dueTime = timestampFromDate(new Date("2020-06-25T16:00:00Z"));
const clock = (now: string, overdueDays = 0) => clockOf({ dueTime, overdueDays }, new Date(now));

describe("a due report's clock", () => {
  it("counts the days up to the last one, in Shanghai", () => {
    expect(clock("2020-06-22T15:59:00Z")).toEqual({ text: "剩 3 天", late: false });
    expect(clock("2020-06-22T16:00:00Z")).toEqual({ text: "剩 2 天", late: false });
  });

  it("says so on the last day, and what is overdue afterwards", () => {
    expect(clock("2020-06-25T01:00:00Z").text).toBe("今天到期");
    expect(clock("2020-06-28T01:00:00Z", 3)).toEqual({ text: "逾期 3 天", late: true });
  });

  it("is empty where nothing says when it is due", () => {
    expect(clockOf({ dueTime: undefined, overdueDays: 0 }, new Date())).toEqual({ text: "—", late: false });
  });
});

describe("the rules of reporting", () => {
  const rule = (category: string, frequency: ReportingFrequency, dueDays: number[], dueMonthOffset: number) =>
    create(ReportingRuleSchema, { category, frequency, dueDays, dueMonthOffset });

  it("name no category where there is one rule for all", () => {
    expect(rulesText([rule("", ReportingFrequency.MONTHLY, [5], 1)])).toBe("按月报，次月5日前");
  });

  it("name the day of the week, or none", () => {
    expect(rulesText([rule("", ReportingFrequency.WEEKLY, [5], 0)])).toBe("按周报，每周五前");
    expect(rulesText([rule("", ReportingFrequency.DAILY, [], 0)])).toBe("按日报，当日报");
  });

  it("name each category, and the others", () => {
    const rules = [rule("industry", ReportingFrequency.HALF_MONTHLY, [15, 31], 0), rule("", ReportingFrequency.QUARTERLY, [10], 2)];
    expect(rulesText(rules)).toBe("产业每半月报，当月15日、31日前；其他项目按季报，2 个月后10日前");
  });
});
