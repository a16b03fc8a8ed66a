import type { DueCounts } from "../gen/pacesetter/registry/v1/calendar_pb";
import type { UnitMonth } from "../gen/pacesetter/registry/v1/month_pb";
import { MonthState } from "../gen/pacesetter/registry/v1/month_pb";
import { UnitKind } from "../gen/pacesetter/registry/v1/unit_pb";
import type { Grant } from "./permissions";
import { mayAt } from "./permissions";
import type { Tree } from "./tree";
import { covers } from "./tree";

export const MONTH_STATE: Record<MonthState, string> = {
  [MonthState.UNSPECIFIED]: "未上报",
  [MonthState.SUBMITTED]: "已上报，待审核",
  [MonthState.RETURNED]: "已退回",
  [MonthState.ACCEPTED]: "已审核",
};

/** What is done to a month, in the words of its history. */
export const MONTH_STEP: Record<MonthState, string> = {
  [MonthState.UNSPECIFIED]: "",
  [MonthState.SUBMITTED]: "上报",
  [MonthState.RETURNED]: "退回",
  [MonthState.ACCEPTED]: "审核通过",
};

/** The roles that hand in a month of a unit of a kind: not below its own level. */
const HANDS_IN: Record<UnitKind, readonly string[]> = {
  [UnitKind.UNSPECIFIED]: [],
  [UnitKind.PROVINCE]: [],
  [UnitKind.CITY]: ["city"],
  [UnitKind.COUNTY]: ["county", "city"],
  [UnitKind.ZONE]: ["county", "city"],
  [UnitKind.TOWNSHIP]: ["township", "county", "city"],
};

/** Whether a month in this state may be handed in by the holder of these grants. */
export function maySubmit(grants: readonly Grant[], tree: Tree | undefined, unit: string, state: MonthState): boolean {
  const open = state === MonthState.UNSPECIFIED || state === MonthState.RETURNED;
  const kind = tree?.units.get(unit)?.kind ?? UnitKind.UNSPECIFIED;
  return open && tree !== undefined && grants.some(({ role, unit: over }) => HANDS_IN[kind].includes(role) && covers(tree, over, unit));
}

/** Whether a month that waits may be decided on: over the unit above. Who handed it in is the register's matter. */
export function mayDecide(grants: readonly Grant[], tree: Tree | undefined, { unit, state }: Pick<UnitMonth, "unit" | "state">): boolean {
  const above = tree?.parents.get(unit);
  return state === MonthState.SUBMITTED && above !== undefined && mayAt(grants, "report.accept", tree, above);
}

/** 12 / 15, of what is asked for what is accepted. */
export function progressText(counts: DueCounts | undefined): string {
  return counts ? `${counts.accepted} / ${counts.due}` : "—";
}
