import type { ProjectRow } from "../gen/pacesetter/registry/v1/project_pb";
import type { MonthHold, Report, Revision } from "../gen/pacesetter/registry/v1/report_pb";
import { ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import { wan, wanExact } from "./money";
import { yearOf } from "./month";
import { before, pendingOf, toldOf } from "./reports";

/** What a month's report is at: nothing yet, in work, or out of the reporter's hands. */
export type SiteState = "missing" | "draft" | "returned" | "waiting" | "accepted";

export const SITE_STATE: Record<SiteState, string> = {
  missing: "未报",
  draft: "草稿",
  returned: "已退回",
  waiting: "待审核",
  accepted: "已审核",
};

/** What a reporter says of a month; sums in 万元 as typed. */
export interface Said {
  month: string;
  yearToDate: string;
  cumulative: string;
  progress: string;
  problems: string;
}

export const NOTHING_SAID: Said = { month: "", yearToDate: "", cumulative: "", progress: "", problems: "" };

/** Invested before the month, in 万元; the sums of a report go on from it. */
export interface Earlier {
  yearToDate: string;
  cumulative: string;
}

/** A month's report as the register has it, in the phone's words. */
export interface Registered {
  /** Version of the report, as text for JSON; "0" where there is none. */
  version: string;
  state: SiteState;
  said: Said;
  /** Why it was returned; empty otherwise. */
  reason: string;
  /** Absent before a project's first accepted report: its sums are asked for. */
  earlier: Earlier | null;
  /** Why nobody at this level may write the month: it is cut off, or handed in; absent where they may. */
  held?: string;
}

/** A project as the phone keeps it: all that a report needs where there is no network. */
export interface Site extends Registered {
  id: string;
  name: string;
  unit: string;
  /** Whole 万元, to be read. */
  planned: string;
  done: string;
  /** Completion rate as shown; empty without a plan. */
  rate: string;
}

const STATES: Partial<Record<ReportState, SiteState>> = {
  [ReportState.DRAFT]: "draft",
  [ReportState.RETURNED]: "returned",
  [ReportState.SUBMITTED]: "waiting",
};

/** How far a month's report is. */
export function stateOf(report: Report | undefined): SiteState {
  const inWork = pendingOf(report);
  if (inWork) return STATES[inWork.state] ?? "draft";
  return report?.accepted ? "accepted" : "missing";
}

function saidIn(revision: Revision | undefined): Said {
  if (!revision?.figures) return NOTHING_SAID;
  const { monthYuan, yearToDateYuan, cumulativeYuan } = revision.figures;
  return {
    month: wanExact(monthYuan),
    yearToDate: wanExact(yearToDateYuan),
    cumulative: wanExact(cumulativeYuan),
    progress: revision.progress,
    problems: revision.problems,
  };
}

function earlierThan(month: string, reports: readonly Report[]): Earlier | null {
  if (!reports.some((report) => toldOf(report) && report.month < month)) return null;
  const { yearToDate, cumulative } = before(month, reports, undefined);
  return { yearToDate: wanExact(yearToDate), cumulative: wanExact(cumulative) };
}

/** What the register has of a month, among all reports of the project. */
export function registeredOf(reports: readonly Report[], month: string): Registered {
  const report = reports.find((one) => one.month === month);
  return {
    version: String(report?.version ?? 0n),
    state: stateOf(report),
    said: saidIn(pendingOf(report) ?? report?.accepted),
    reason: report?.pending?.state === ReportState.RETURNED ? report.pending.reason : "",
    earlier: earlierThan(month, reports),
  };
}

/** The sentence that keeps the month from being written by this reader. */
function heldIn(holds: readonly MonthHold[], month: string): { held?: string } {
  const hold = holds.find((one) => one.month === month && !one.mayWrite);
  return hold ? { held: hold.message } : {};
}

export function siteOf(row: ProjectRow, reports: readonly Report[], month: string, holds: readonly MonthHold[] = []): Site {
  return {
    ...registeredOf(reports, month),
    ...heldIn(holds, month),
    id: row.id,
    name: row.name,
    unit: row.unitName,
    planned: wan(row.year?.plannedYuan ?? 0n),
    done: wan(row.yearToDateYuan),
    rate: row.rateShown,
  };
}

/** Whether a reporter may still write the month: what waits, is accepted or held is the level above's. */
export function writable({ state, held }: Pick<Registered, "state" | "held">): boolean {
  return !held && (state === "missing" || state === "draft" || state === "returned");
}

const FIRST: Record<SiteState, number> = { returned: 0, missing: 1, draft: 1, waiting: 2, accepted: 3 };

/** What is to be done first, by name. */
export function inOrder(sites: readonly Site[]): Site[] {
  return [...sites].sort((a, b) => FIRST[a.state] - FIRST[b.state] || a.name.localeCompare(b.name, "zh-CN"));
}

/** What this machine kept of a month's projects, and when it was read. */
export interface Kept {
  month: string;
  time: string;
  sites: Site[];
}

/** Takes what was kept, if it is of the month; a broken text is nothing. */
export function keptOf(text: string, month: string): Kept | undefined {
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    if (kept.month !== month || !Array.isArray(kept.sites) || typeof kept.time !== "string") return undefined;
    return { month, time: kept.time, sites: kept.sites };
  } catch {
    return undefined;
  }
}

/** 2020年完成, of the month's year. */
export function doneLabel(month: string): string {
  return `${yearOf(month)}年完成`;
}
