import type { Opening } from "../gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../gen/pacesetter/registry/v1/report_pb";
import { ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import { monthOf, yearOf } from "./month";

/** The sums of a report in yuan. */
export interface Sums {
  month: bigint;
  yearToDate: bigint;
  cumulative: bigint;
}

/** What can be done about a month's report, by those who may. */
export type Step = "report" | "late" | "continue" | "decide" | "correct" | "wait";

export interface MonthLine {
  month: string;
  /** The year's plan spread evenly up to this month, in yuan. */
  planned: bigint;
  report: Report | undefined;
  missing: boolean;
  step: Step;
}

function stepOf(report: Report | undefined, month: string, now: string): Step {
  const pending = report?.pending;
  if (pending?.state === ReportState.SUBMITTED) return "decide";
  if (pending) return "continue";
  if (report?.accepted) return "correct";
  if (month > now) return "wait";
  return month === now ? "report" : "late";
}

/** The twelve months of a year, with what is there and what can be done. */
export function monthLines(year: number, plannedYuan: bigint, reports: readonly Report[], now: string): MonthLine[] {
  const byMonth = new Map(reports.map((report) => [report.month, report]));
  return Array.from({ length: 12 }, (_, at) => {
    const month = monthOf(year, at + 1);
    const report = byMonth.get(month);
    return {
      month,
      planned: (plannedYuan * BigInt(at + 1)) / 12n,
      report,
      missing: !report?.accepted && month <= now,
      step: stepOf(report, month, now),
    };
  });
}

/** What had been invested before a month, by the accepted reports and the opening balance. */
export function before(month: string, reports: readonly Report[], opening: Opening | undefined): Omit<Sums, "month"> {
  const earlier = reports.filter((r) => r.accepted && r.month < month).sort((a, b) => (a.month < b.month ? 1 : -1));
  const last = earlier[0];
  const sameYear = last !== undefined && yearOf(last.month) === yearOf(month);
  const openingYear = opening && yearOf(opening.month) === yearOf(month) ? opening.yearYuan : 0n;
  return {
    yearToDate: sameYear ? (last.accepted?.figures?.yearToDateYuan ?? 0n) : openingYear,
    cumulative: last?.accepted?.figures?.cumulativeYuan ?? opening?.cumulativeYuan ?? 0n,
  };
}

/** The first thing that is wrong with the sums, by its field. */
export function sumsFault(sums: Sums): { field: keyof Sums; message: string } | null {
  if (sums.month > sums.yearToDate) return { field: "month", message: "本月完成不能大于年度完成" };
  if (sums.yearToDate > sums.cumulative) return { field: "yearToDate", message: "年度完成不能大于累计完成" };
  return null;
}
