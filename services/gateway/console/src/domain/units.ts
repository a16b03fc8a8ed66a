import type { Unit, UnitSettings } from "../gen/pacesetter/registry/v1/unit_pb";
import { PaceRounding, PaceRule, UnitKind } from "../gen/pacesetter/registry/v1/unit_pb";
import type { Tree } from "./tree";
import { ancestors } from "./tree";

export const UNIT_KIND: Record<UnitKind, string> = {
  [UnitKind.UNSPECIFIED]: "—",
  [UnitKind.PROVINCE]: "省",
  [UnitKind.CITY]: "市",
  [UnitKind.COUNTY]: "县市区",
  [UnitKind.ZONE]: "开发区",
  [UnitKind.TOWNSHIP]: "乡镇街道",
};

export const PACE_ROUNDING: Record<PaceRounding, string> = {
  [PaceRounding.UNSPECIFIED]: "继承上级",
  [PaceRounding.NONE]: "不先取舍",
  [PaceRounding.CUT]: "截尾",
  [PaceRounding.HALF_UP]: "四舍五入",
};

export const PACE_RULE: Record<PaceRule, string> = {
  [PaceRule.UNSPECIFIED]: "继承上级",
  [PaceRule.CALENDAR]: "按日历",
  [PaceRule.PLAN]: "按分月计划",
};

/** A setting in force: its value, and the unit that it comes from; empty where it is the platform's own. */
export interface InForce<T> {
  value: T;
  from: string;
}

export interface SettingsInForce {
  paceRounding: InForce<PaceRounding>;
  paceRule: InForce<PaceRule>;
  decimals: InForce<number>;
  autoAccept: InForce<boolean>;
  /** Keys of systems of tags. */
  tagSystems: InForce<readonly string[]>;
}

/** The first of the units, from below upwards, that sets something; else what holds at the root. */
function inForce<T>(units: readonly Unit[], read: (settings: UnitSettings) => T | undefined, otherwise: T): InForce<T> {
  for (const unit of units) {
    const value = unit.settings && read(unit.settings);
    if (value !== undefined) return { value, from: unit.code };
  }
  return { value: otherwise, from: "" };
}

/**
 * The settings of a unit in the tree's year, and where each comes from. What is set above the
 * visible part of the tree is not told there: it is in what is in force at its root.
 */
export function settingsInForce(tree: Tree, code: string, atRoot?: UnitSettings): SettingsInForce {
  const units = ancestors(tree, code).flatMap((one) => tree.units.get(one) ?? []);
  return {
    paceRounding: inForce(units, (s) => s.paceRounding || undefined, atRoot?.paceRounding || PaceRounding.NONE),
    paceRule: inForce(units, (s) => s.paceRule || undefined, atRoot?.paceRule || PaceRule.CALENDAR),
    decimals: inForce(units, (s) => s.decimals, atRoot?.decimals ?? 1),
    autoAccept: inForce(units, (s) => s.autoAccept, atRoot?.autoAccept ?? false),
    tagSystems: inForce<readonly string[]>(units, (s) => s.tagSystems?.keys, atRoot?.tagSystems?.keys ?? []),
  };
}

/** A unit's row in the tree: how deep it lies below the first shown one. */
export interface UnitRow {
  unit: Unit;
  depth: number;
}

/** The visible units, each after the one above it. */
export function unitRows(tree: Tree): UnitRow[] {
  const below = (code: string, depth: number): UnitRow[] => {
    const unit = tree.units.get(code);
    return unit ? [{ unit, depth }, ...(tree.children.get(code) ?? []).flatMap((child) => below(child, depth + 1))] : [];
  };
  return tree.roots.flatMap((root) => below(root, 0));
}

/** Names as typed, one per piece between commas and the like. */
export function namesOf(text: string): string[] {
  return [...new Set(text.split(/[,，、;；\s]+/).filter(Boolean))];
}
