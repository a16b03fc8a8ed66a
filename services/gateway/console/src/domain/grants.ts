import type { Grant } from "../gen/pacesetter/registry/v1/grant_pb";
import { GrantState } from "../gen/pacesetter/registry/v1/grant_pb";
import type { Action } from "./permissions";
import { mayAnywhere } from "./permissions";
import { ROLES } from "./words";

export const GRANT_STATE: Record<GrantState, string> = {
  [GrantState.UNSPECIFIED]: "—",
  [GrantState.PROPOSED]: "待第二人确认",
  [GrantState.IN_FORCE]: "有效",
  [GrantState.ENDED]: "已到期",
  [GrantState.WITHDRAWN]: "已收回",
};

const DEEDS: Record<Action, string> = {
  "rollup.read": "看汇总",
  "project.read": "看项目",
  "quality.read": "看数据质量",
  "duty.read": "看责任落实",
  "due.read": "看报送情况",
  "report.write": "填报月报",
  "report.correct": "更正已审核月报",
  "report.accept": "审核月报",
  "month.submit": "整月上报",
  import: "导入表格",
  "project.write": "维护项目、责任人和建设阶段",
  "finding.explain": "说明校核提示",
  "duplicate.decide": "判断疑似重复",
  "plan.write": "编制计划",
  "plan.approve": "审批计划",
  "life.approve": "审批升库降库退库、认定阶段",
  "cutoff.publish": "定稿",
  "grant.write": "授权",
  "policy.read": "看执行中的规则",
  "unit.write": "维护单位和报送日历",
  "audit.read": "查审计记录（最上级单位的管理员）",
};

/** What a role may do in the console, in words; an officer only for what they are named on. */
export function deedsOf(role: string): string {
  const deeds = (Object.keys(DEEDS) as Action[]).filter((action) => mayAnywhere([{ role, unit: "" }], action)).map((action) => DEEDS[action]);
  return deeds.join("、") + (role === "officer" ? "（仅本人负责的项目）" : "");
}

/** Each role with its word and its deeds. */
export const ROLE_DEEDS = Object.entries(ROLES).map(([role, name]) => ({ role, name, deeds: deedsOf(role) }));

/** Roles of one department of a unit. */
export function needsDepartment(role: string): boolean {
  return role === "approver" || role === "factor";
}

/** Why the user may not confirm a grant; empty if they may. */
export function confirmHindrance({ givenBy, principal }: Pick<Grant, "givenBy" | "principal">, me: string): string {
  if (givenBy === me) return "须由另一位管理员确认";
  return principal === me ? "不能确认给自己的授权" : "";
}
