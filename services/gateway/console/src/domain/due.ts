import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { DueProject, ReportingRule } from "../gen/pacesetter/registry/v1/calendar_pb";
import { ReportingFrequency } from "../gen/pacesetter/registry/v1/calendar_pb";
import { dayAt } from "./month";
import { CATEGORIES, say } from "./words";

/** How much time is left, in the words of the clock; late is past its day. */
export interface Clock {
  text: string;
  late: boolean;
}

const DAY_MS = 86_400_000;

/** The last day on which something is on time, of the first moment at which it is late. */
function lastDayOf(dueTime: Timestamp): string {
  return dayAt(new Date(timestampMs(dueTime) - 1));
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** 逾期 3 天, 今天到期 or 剩 2 天, in calendar days of Asia/Shanghai. */
export function clockOf({ dueTime, overdueDays }: Pick<DueProject, "dueTime" | "overdueDays">, now: Date): Clock {
  if (overdueDays > 0) return { text: `逾期 ${overdueDays} 天`, late: true };
  if (!dueTime) return { text: "—", late: false };
  const left = daysBetween(dayAt(now), lastDayOf(dueTime));
  return { text: left > 0 ? `剩 ${left} 天` : "今天到期", late: false };
}

const FREQUENCY: Record<ReportingFrequency, string> = {
  [ReportingFrequency.UNSPECIFIED]: "",
  [ReportingFrequency.MONTHLY]: "按月报",
  [ReportingFrequency.HALF_MONTHLY]: "每半月报",
  [ReportingFrequency.QUARTERLY]: "按季报",
  [ReportingFrequency.WEEKLY]: "按周报",
  [ReportingFrequency.DAILY]: "按日报",
};

const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/** 产业按月报，次月5日前; of the rule for all others: 其他项目…. */
export function ruleText(rule: ReportingRule, alone: boolean): string {
  const whose = rule.category ? say(CATEGORIES, rule.category) : alone ? "" : "其他项目";
  return `${whose}${FREQUENCY[rule.frequency]}，${daysText(rule)}`;
}

/** Up to when: 每周五前, 当日, 次月5日前. */
function daysText({ frequency, dueDays, dueMonthOffset }: ReportingRule): string {
  if (frequency === ReportingFrequency.DAILY) return "当日报";
  if (frequency === ReportingFrequency.WEEKLY) return `每${WEEKDAYS[(dueDays[0] ?? 1) - 1] ?? ""}前`;
  const month = ["当月", "次月"][dueMonthOffset] ?? `${dueMonthOffset} 个月后`;
  return `${month}${dueDays.map((day) => `${day}日`).join("、")}前`;
}

/** All rules in one sentence. */
export function rulesText(rules: readonly ReportingRule[]): string {
  return rules.map((rule) => ruleText(rule, rules.length === 1)).join("；");
}
