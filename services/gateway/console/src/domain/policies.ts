import type { ApiError } from "../api/errors";
import type { PolicyEffect, PolicyVersion } from "../gen/pacesetter/registry/v1/policy_pb";
import { PolicyState } from "../gen/pacesetter/registry/v1/policy_pb";
import { monthText } from "./month";

/** How a version stands, in a word; an approved one holds, or did, or will. */
export function policyStanding({ state, inForce, effectiveDate }: Pick<PolicyVersion, "state" | "inForce" | "effectiveDate">, today: string): string {
  if (state === PolicyState.PROPOSED) return "待批准";
  if (state === PolicyState.REJECTED) return "已退回";
  if (inForce) return "执行中";
  return effectiveDate > today ? "将执行" : "曾执行";
}

/** Why the user may not decide on a version; empty if they may. */
export function decideHindrance({ proposedBy }: Pick<PolicyVersion, "proposedBy">, me: string): string {
  return proposedBy === me ? "须由另一位管理员批准；自己可以撤回" : "";
}

/** What is wrong with the rules as JSON: where in them, and what. */
export function bodyFaults(error: ApiError | null): { path: string; message: string }[] {
  return (error?.fields ?? [])
    .filter(({ path }) => path === "body" || path.startsWith("body.") || path.startsWith("body["))
    .map(({ path, message, reason }) => ({ path: path.replace(/^body\.?/, "") || "全文", message: message || reason }));
}

/** A rule before and after; empty where there is none. */
export interface RulePair {
  before: string;
  after: string;
}

/** Sets rules side by side: what both have stands in one line, what only one has alone. */
export function rulePairs(before: readonly string[], after: readonly string[]): RulePair[] {
  const common = commonOf(before, after);
  const pairs: RulePair[] = [];
  let b = 0;
  let a = 0;
  for (const rule of [...common, undefined]) {
    const gone: string[] = [];
    const come: string[] = [];
    while (b < before.length && before[b] !== rule) gone.push(before[b++]!);
    while (a < after.length && after[a] !== rule) come.push(after[a++]!);
    for (let i = 0; i < Math.max(gone.length, come.length); i++) pairs.push({ before: gone[i] ?? "", after: come[i] ?? "" });
    if (rule !== undefined) pairs.push({ before: rule, after: rule });
    b++;
    a++;
  }
  return pairs;
}

/** The lines of two JSON texts that differ, however they are indented. */
export function changedLines(before: string, after: string): RulePair[] {
  const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return rulePairs(linesOf(before), linesOf(after)).filter((pair) => pair.before !== pair.after);
}

/** The longest run of rules that both have in the same order. */
function commonOf(before: readonly string[], after: readonly string[]): string[] {
  const lengths = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  for (let b = before.length - 1; b >= 0; b--) {
    for (let a = after.length - 1; a >= 0; a--) {
      lengths[b]![a] = before[b] === after[a] ? lengths[b + 1]![a + 1]! + 1 : Math.max(lengths[b + 1]![a]!, lengths[b]![a + 1]!);
    }
  }
  const common: string[] = [];
  for (let b = 0, a = 0; b < before.length && a < after.length; ) {
    if (before[b] === after[a]) {
      common.push(before[b]!);
      b++;
      a++;
    } else if (lengths[b + 1]![a]! >= lengths[b]![a + 1]!) b++;
    else a++;
  }
  return common;
}

/** What a proposal does to the last month's reports, in a sentence. */
export function effectText(effect: PolicyEffect | undefined): string {
  if (!effect) return "对已有数据的影响不作测算。";
  const { month, reports, more, gaining, losing, changing } = effect;
  if (reports === 0) return `${monthText(month)}没有已审月报可供测算。`;
  const some = more ? `前 ${reports} 份` : `${reports} 份`;
  const found = `${gaining} 份会新增疑点，${losing} 份会少了疑点，${changing} 份的疑点要求不同`;
  return `按${monthText(month)}已审月报${some}测算：${found}。已有的疑点不变。`;
}
