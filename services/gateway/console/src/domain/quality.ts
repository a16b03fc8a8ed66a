import type { GetHonestyPolicyResponse, ReportingCounts, ReportingRecord } from "../gen/pacesetter/registry/v1/honesty_pb";
import { RecordKind } from "../gen/pacesetter/registry/v1/honesty_pb";
import type { Finding, Report, Revision } from "../gen/pacesetter/registry/v1/report_pb";
import type { ScorePart } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { monthOf, yearOf } from "./month";

export const VIEWS = { record: "报送记录", findings: "待说明", duplicates: "疑似重复", score: "数据质量评分" } as const;
export type View = keyof typeof VIEWS;

/** What the page about the quality of data shows; it lives in the address. */
export interface QualityFilter {
  view: View;
  unit: string;
  year: number;
  /** 1 to 12; 0 is the year so far. */
  month: number;
  /** Pairs that a person told apart too. */
  decided: boolean;
}

export const KINDS: Readonly<Record<string, { kind: RecordKind; label: string; count: (counts: ReportingCounts) => number }>> = {
  missing: { kind: RecordKind.MISSING, label: "未报", count: (c) => c.missing },
  late: { kind: RecordKind.LATE, label: "迟报", count: (c) => c.late },
  corrected: { kind: RecordKind.CORRECTED, label: "更正", count: (c) => c.corrected },
  flagged: { kind: RecordKind.FLAGGED, label: "存疑", count: (c) => c.flagged },
  unexplained: { kind: RecordKind.UNEXPLAINED, label: "未说明", count: (c) => c.unexplained },
  false: { kind: RecordKind.FALSE, label: "不实", count: (c) => c.falseCount },
};

function numberIn(text: string | null, from: number, to: number): number | undefined {
  const number = /^\d{1,4}$/.test(text ?? "") ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}

export function parseQuality(search: URLSearchParams, home: string, year: number): QualityFilter {
  const view = search.get("view") ?? "";
  return {
    view: Object.hasOwn(VIEWS, view) ? (view as View) : "record",
    unit: search.get("unit") || home,
    year: numberIn(search.get("year"), 2000, 2100) ?? year,
    month: numberIn(search.get("month"), 1, 12) ?? 0,
    decided: search.get("decided") === "1",
  };
}

/** The address of a filter; what is as always is left out. */
export function qualitySearch({ view, unit, year, month, decided }: QualityFilter): URLSearchParams {
  const search = new URLSearchParams();
  if (view !== "record") search.set("view", view);
  search.set("unit", unit);
  search.set("year", String(year));
  if (month > 0) search.set("month", String(month));
  if (decided) search.set("decided", "1");
  return search;
}

/** The rows behind a figure of the record. */
export interface RecordFilter {
  unit: string;
  year: number;
  month: number;
  kind: string;
}

export function parseRecord(search: URLSearchParams, home: string, year: number): RecordFilter {
  const kind = search.get("kind") ?? "";
  const { unit, year: asked, month } = parseQuality(search, home, year);
  return { unit, year: asked, month, kind: Object.hasOwn(KINDS, kind) ? kind : "missing" };
}

export function recordLink({ unit, year, month, kind }: RecordFilter): string {
  return `/quality/reports?${new URLSearchParams({ unit, year: String(year), month: String(month), kind })}`;
}

/** The month that a score is of: the one asked for, else this year's newest or an older year's last. */
export function scoreMonth({ year, month }: Pick<QualityFilter, "year" | "month">, present: string): string {
  if (month > 0) return monthOf(year, month);
  return yearOf(present) === year ? present : monthOf(year, 12);
}

type Term = Pick<ScorePart, "weight" | "part" | "whole" | "missing">;

/** How a score comes out of its parts: 40 × 6/10 + 25 × 9/12, scaled up where some have nothing to judge. */
export function scoreText(parts: readonly Term[]): string {
  const counted = parts.filter(({ missing }) => !missing);
  const weights = counted.reduce((sum, { weight }) => sum + weight, 0);
  if (weights === 0) return "";
  const sum = counted.map(({ weight, part, whole }) => `${weight} × ${part}/${whole}`).join(" + ");
  return weights === 100 ? sum : `（${sum}）× 100/${weights}`;
}

/** A record's counts of a month; of the year so far where none is meant. */
export function countsOf(record: ReportingRecord, month: number): ReportingCounts | undefined {
  if (month === 0) return record.year;
  return record.months.find((m) => Number(m.month.slice(5)) === month)?.counts;
}

/** 2020年5月, or 2020年以来. */
export function spanText(year: number, month: number): string {
  return month === 0 ? `${year}年以来` : `${year}年${month}月`;
}

/** Findings that ask for an explanation and have none. */
export function openFindings(revision: Revision | undefined): Finding[] {
  return (revision?.findings ?? []).filter((finding) => finding.explanationAsked && finding.explanations.length === 0);
}

/** The revision whose findings an explanation is about: that in work, else that in force. */
export function explainable(report: Report | undefined): Revision | undefined {
  return report?.pending ?? report?.accepted;
}

/** 次月5日, the day on which a month's report is due. */
export function dueText({ dueDay, dueMonthOffset }: Pick<GetHonestyPolicyResponse, "dueDay" | "dueMonthOffset">): string {
  if (dueDay === 0) return "见各单位报送日历";
  const months = ["当月", "次月"][dueMonthOffset] ?? `${dueMonthOffset} 个月后`;
  return `${months}${dueDay}日`;
}


const YEARS_BACK = 8;

/** The years to choose from, newest first: the last few, and the one that is asked for. */
export function yearsAround(now: number, asked: number): number[] {
  const years = Array.from({ length: YEARS_BACK + 1 }, (_, back) => now - back);
  return [...new Set([...years, asked])].sort((a, b) => b - a);
}
