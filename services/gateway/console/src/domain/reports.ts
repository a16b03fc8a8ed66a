import type { Listing, Opening, ProjectYear } from "../gen/pacesetter/registry/v1/project_pb";
import type { Figures, Report, Revision } from "../gen/pacesetter/registry/v1/report_pb";
import { ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import { monthOf, numberOf, yearOf } from "./month";
import { plannedUpTo } from "./plan";

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
  /** What is planned up to this month in yuan: by the approved months, else the year's plan spread evenly. */
  planned: bigint;
  report: Report | undefined;
  /** Whether a report is due, or why none is. */
  due: Due;
  /** Due and not there. */
  missing: boolean;
  step: Step;
}

/**
 * Whether a month's report is due: not before the project is listed, nor before the month has begun. A project
 * on no list, such as one in the reserve, owes none and is free to report.
 */
export type Due = "due" | "free" | "unlisted" | "ahead";

/** Whether a month's report is due of a project with the listings, of which only confirmed ones count; now is the month that runs. */
export function dueOf(month: string, listings: readonly Listing[], now: string): Due {
  const from = listings.filter((listing) => listing.confirmed).map((listing) => listing.fromMonth);
  if (from.length > 0 && numberOf(month) < Math.min(...from)) return "unlisted";
  if (month > now) return "ahead";
  return from.length > 0 ? "due" : "free";
}

/** The revision in work; what was withdrawn with its import says nothing any more. */
export function pendingOf(report: Report | undefined): Revision | undefined {
  return report?.pending?.state === ReportState.WITHDRAWN ? undefined : report?.pending;
}

function stepOf(report: Report | undefined, due: Due, month: string, now: string): Step {
  const pending = pendingOf(report);
  if (pending?.state === ReportState.SUBMITTED) return "decide";
  if (pending) return "continue";
  if (report?.accepted) return "correct";
  if (due === "unlisted" || due === "ahead") return "wait";
  return month === now ? "report" : "late";
}

/** What is planned from January to the end of a month, 1 to 12, in yuan: by the approved months, else the year's plan spread evenly. */
export function plannedAt({ plannedYuan, plan }: Pick<ProjectYear, "plannedYuan" | "plan">, number: number): bigint {
  return plan ? plannedUpTo(plan.monthYuan, number) : (plannedYuan * BigInt(number)) / 12n;
}

/** The twelve months of a year, with what is there and what can be done. */
export function monthLines(
  { year, listings, ...plan }: Pick<ProjectYear, "year" | "plannedYuan" | "listings" | "plan">,
  reports: readonly Report[],
  now: string,
): MonthLine[] {
  const byMonth = new Map(reports.map((report) => [report.month, report]));
  return Array.from({ length: 12 }, (_, at) => {
    const month = monthOf(year, at + 1);
    const report = byMonth.get(month);
    const due = dueOf(month, listings, now);
    return {
      month,
      planned: plannedAt(plan, at + 1),
      report,
      due,
      missing: !report?.accepted && due === "due",
      step: stepOf(report, due, month, now),
    };
  });
}

/** The figures of a month that others are added to: those that wait for their acceptance, else the accepted ones. */
export function toldOf(report: Report): Figures | undefined {
  return (report.pending?.state === ReportState.SUBMITTED ? report.pending : report.accepted)?.figures;
}

/** What had been invested before a month, by the reports that were handed in and the opening balance. */
export function before(month: string, reports: readonly Report[], opening: Opening | undefined): Omit<Sums, "month"> {
  const earlier = reports.filter((r) => toldOf(r) && r.month < month).sort((a, b) => (a.month < b.month ? 1 : -1));
  const last = earlier[0];
  const told = last && toldOf(last);
  const sameYear = last !== undefined && yearOf(last.month) === yearOf(month);
  const openingYear = opening && yearOf(opening.month) === yearOf(month) ? opening.yearYuan : 0n;
  return {
    yearToDate: sameYear ? (told?.yearToDateYuan ?? 0n) : openingYear,
    cumulative: told?.cumulativeYuan ?? opening?.cumulativeYuan ?? 0n,
  };
}

/** The first thing that is wrong with the sums, by its field. */
export function sumsFault(sums: Sums): { field: keyof Sums; message: string } | null {
  if (sums.month > sums.yearToDate) return { field: "month", message: "本月完成不能大于年度完成" };
  if (sums.yearToDate > sums.cumulative) return { field: "yearToDate", message: "年度完成不能大于累计完成" };
  return null;
}
