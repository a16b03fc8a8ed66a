import type { AnnualPlan, PlanVersion } from "../gen/pacesetter/registry/v1/plan_pb";
import { PlanState } from "../gen/pacesetter/registry/v1/plan_pb";
import type { Report } from "../gen/pacesetter/registry/v1/report_pb";
import { parseWan, wanExact } from "./money";
import { monthOf } from "./month";

export const PLAN_STATE: Record<PlanState, string> = {
  [PlanState.UNSPECIFIED]: "—",
  [PlanState.DRAFT]: "草稿",
  [PlanState.SUBMITTED]: "待审批",
  [PlanState.RETURNED]: "已退回",
  [PlanState.APPROVED]: "已批准",
};

/** A month of the plan beside what was done; money in yuan, undefined where there is none. */
export interface PlanRow {
  month: number;
  baseline: bigint | undefined;
  inForce: bigint | undefined;
  open: bigint | undefined;
  /** Planned from January to the end of the month, by the version in force. */
  planned: bigint | undefined;
  done: bigint | undefined;
  yearToDate: bigint | undefined;
  /** Year to date less what is planned until then. */
  lead: bigint | undefined;
}

export function versionOf(plan: AnnualPlan, number: number): PlanVersion | undefined {
  return plan.versions.find((version) => version.number === number);
}

/** The version that is not approved yet. */
export function openVersion(plan: AnnualPlan): PlanVersion | undefined {
  const last = plan.versions[plan.versions.length - 1];
  return last?.state === PlanState.APPROVED ? undefined : last;
}

/** What is planned from January to the end of the month, 1 to 12. */
export function plannedUpTo(months: readonly bigint[], month: number): bigint {
  return sumOf(months.slice(0, month));
}

export function sumOf(months: readonly bigint[]): bigint {
  return months.reduce((sum, yuan) => sum + yuan, 0n);
}

/** The twelve months with the baseline, the plan in force, what waits, and the accepted reports. */
export function planRows(plan: AnnualPlan, reports: readonly Report[]): PlanRow[] {
  const baseline = versionOf(plan, plan.baselineNumber)?.monthYuan;
  const inForce = versionOf(plan, plan.inForceNumber)?.monthYuan;
  const open = openVersion(plan)?.monthYuan;
  const figures = new Map(reports.map((report) => [report.month, report.accepted?.figures]));
  return Array.from({ length: 12 }, (_, at) => {
    const planned = inForce && plannedUpTo(inForce, at + 1);
    const done = figures.get(monthOf(plan.year, at + 1));
    return {
      month: at + 1,
      baseline: baseline?.[at],
      inForce: inForce?.[at],
      open: open?.[at],
      planned,
      done: done?.monthYuan,
      yearToDate: done?.yearToDateYuan,
      lead: done && planned !== undefined ? done.yearToDateYuan - planned : undefined,
    };
  });
}

/** An annual plan over twelve months in whole 万元, the remainder in December. */
export function evenMonths(planned: bigint): bigint[] {
  const each = (planned / 12n / 10_000n) * 10_000n;
  return Array.from({ length: 12 }, (_, at) => (at === 11 ? planned - each * 11n : each));
}

/** A plan as typed, in 万元. */
export interface TypedPlan {
  planned: string;
  months: string[];
  reason: string;
}

/** Starts from the open version, else the one in force, else an even spread of the annual plan. */
export function typedPlan(plan: AnnualPlan, plannedYuan: bigint): TypedPlan {
  const open = openVersion(plan);
  const from = open ?? versionOf(plan, plan.inForceNumber);
  return {
    planned: wanExact(from?.plannedYuan ?? plannedYuan),
    months: (from?.monthYuan ?? evenMonths(plannedYuan)).map(wanExact),
    reason: open?.reason ?? "",
  };
}

/** The amounts that were typed; null while any of them is none. */
export function amountsOf({ planned, months }: TypedPlan): { planned: bigint; months: bigint[] } | null {
  const total = parseWan(planned);
  const parsed = months.map(parseWan).filter((yuan) => yuan !== null);
  return total === null || parsed.length < months.length ? null : { planned: total, months: parsed };
}
