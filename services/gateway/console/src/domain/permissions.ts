import type { Tree } from "./tree";
import { covers } from "./tree";

export interface Grant {
  role: string;
  unit: string;
  department?: string;
}

/** What the console offers; the services decide again by themselves. */
export type Action = "rollup.read" | "project.read" | "import" | "report.write" | "report.correct" | "report.accept" | "cutoff.publish" | "quality.read" | "finding.explain" | "duplicate.decide" | "project.write" | "plan.write" | "plan.approve" | "life.approve" | "duty.read" | "due.read" | "month.submit" | "policy.read" | "grant.write" | "unit.write" | "audit.read";

const READERS = ["township", "county", "approver", "factor", "city", "leader", "province", "admin", "integrator"];

const ALLOWED: Record<Action, readonly string[]> = {
  "rollup.read": READERS,
  "project.read": [...READERS, "officer"],
  import: ["county", "city"],
  "report.write": ["officer", "township", "county", "city"],
  "report.correct": ["county", "city"],
  "report.accept": ["county", "city"],
  "cutoff.publish": ["city"],
  "quality.read": READERS,
  "finding.explain": ["township", "county", "city"],
  "duplicate.decide": ["county", "city"],
  "project.write": ["county", "city"],
  "plan.write": ["county", "city"],
  "plan.approve": ["city"],
  "life.approve": ["city"],
  "duty.read": READERS,
  "due.read": READERS,
  "month.submit": ["township", "county", "city"],
  "policy.read": READERS,
  "grant.write": ["admin"],
  "unit.write": ["admin"],
  "audit.read": ["admin"],
};

/** Whether any grant has a role for the action, wherever. */
export function mayAnywhere(grants: readonly Grant[], action: Action): boolean {
  return grants.some((grant) => ALLOWED[action].includes(grant.role));
}

/** Whether a grant with a role for the action covers the unit. */
export function mayAt(grants: readonly Grant[], action: Action, tree: Tree | undefined, unit: string): boolean {
  if (!tree) return false;
  return grants.some((grant) => ALLOWED[action].includes(grant.role) && covers(tree, grant.unit, unit));
}

/** The unit of the first grant with a role for the action; empty where there is none. */
export function grantedUnit(grants: readonly Grant[], action: Action): string {
  return grants.find((grant) => ALLOWED[action].includes(grant.role))?.unit ?? "";
}

/** The roles that are granted over the unit. */
export function rolesAt(grants: readonly Grant[], tree: Tree | undefined, unit: string): string[] {
  return [...new Set(grants.filter((grant) => tree !== undefined && covers(tree, grant.unit, unit)).map((grant) => grant.role))];
}

/** Whether a grant with a role for the action is one over the unit above all. */
export function mayAtTop(grants: readonly Grant[], action: Action, tree: Tree | undefined): boolean {
  const tops = tree ? [...tree.units.keys()].filter((code) => !tree.parents.has(code)) : [];
  return tops.length === 1 && mayAt(grants, action, tree, tops[0]!);
}

/** The roles that could, for the sentence that explains a refusal. */
export function rolesFor(action: Action): readonly string[] {
  return ALLOWED[action];
}
