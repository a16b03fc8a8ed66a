import { create } from "@bufbuild/protobuf";
import type { ReportingRule } from "../gen/pacesetter/registry/v1/calendar_pb";
import { ReportingFrequency, ReportingRuleSchema } from "../gen/pacesetter/registry/v1/calendar_pb";

/** A rule as it is typed. */
export interface TypedRule {
  category: string;
  frequency: ReportingFrequency;
  /** Days with blanks or 、 between them; of a weekly rule one of 1 to 7. */
  days: string;
  offset: number;
  source: string;
}

export const FREQUENCIES: { value: ReportingFrequency; label: string }[] = [
  { value: ReportingFrequency.MONTHLY, label: "按月" },
  { value: ReportingFrequency.HALF_MONTHLY, label: "每半月" },
  { value: ReportingFrequency.QUARTERLY, label: "按季" },
  { value: ReportingFrequency.WEEKLY, label: "按周" },
  { value: ReportingFrequency.DAILY, label: "按日" },
];

export function typedRule(rule: ReportingRule): TypedRule {
  return { category: rule.category, frequency: rule.frequency, days: rule.dueDays.join("、"), offset: rule.dueMonthOffset, source: rule.source };
}

/** Only what has one hand-in of a month or quarter may be due in a later month. */
export function mayBeLater(frequency: ReportingFrequency): boolean {
  return frequency === ReportingFrequency.MONTHLY || frequency === ReportingFrequency.QUARTERLY;
}

/** What the days field asks for; empty where it asks for nothing. */
export function daysHint(frequency: ReportingFrequency): string {
  switch (frequency) {
    case ReportingFrequency.HALF_MONTHLY:
      return "两个日期，如 15、31";
    case ReportingFrequency.WEEKLY:
      return "星期几，1 至 7";
    case ReportingFrequency.DAILY:
      return "";
    default:
      return "日期，1 至 31";
  }
}

/** The rule on the wire; null while its days are no numbers. The register judges the rest. */
export function ruleOf({ category, frequency, days, offset, source }: TypedRule): ReportingRule | null {
  const texts = frequency === ReportingFrequency.DAILY ? [] : days.split(/[、,，\s]+/).filter(Boolean);
  if (texts.some((text) => !/^\d{1,2}$/.test(text))) return null;
  return create(ReportingRuleSchema, {
    category,
    frequency,
    dueDays: texts.map(Number),
    dueMonthOffset: mayBeLater(frequency) ? offset : 0,
    source: source.trim(),
  });
}
