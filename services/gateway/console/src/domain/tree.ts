import type { ListUnitsResponse, Unit } from "../gen/pacesetter/registry/v1/unit_pb";

/** The visible part of the assessment tree of one year. */
export interface Tree {
  year: number;
  roots: string[];
  units: ReadonlyMap<string, Unit>;
  parents: ReadonlyMap<string, string>;
  children: ReadonlyMap<string, string[]>;
}

export function parentIn(unit: Unit, year: number): string {
  const place = unit.places.find((p) => p.fromYear <= year && (p.toYear === 0 || year <= p.toYear));
  return place?.parent ?? "";
}

export function treeOf(answer: ListUnitsResponse): Tree {
  const units = new Map(answer.units.map((unit) => [unit.code, unit]));
  const parents = new Map<string, string>();
  const children = new Map<string, string[]>();
  for (const unit of answer.units) {
    const parent = parentIn(unit, answer.year);
    if (!units.has(parent)) continue;
    parents.set(unit.code, parent);
    children.set(parent, [...(children.get(parent) ?? []), unit.code]);
  }
  return { year: answer.year, roots: answer.roots, units, parents, children };
}

/** The unit and those above it, the unit first. */
export function ancestors(tree: Tree, code: string): string[] {
  const line: string[] = [];
  for (let at: string | undefined = code; at && !line.includes(at); at = tree.parents.get(at)) line.push(at);
  return line;
}

export function covers(tree: Tree, root: string, unit: string): boolean {
  return ancestors(tree, unit).includes(root);
}

export function unitName(tree: Tree | undefined, code: string): string {
  return tree?.units.get(code)?.name ?? code;
}

/** Whether the caller may see the unit's figures: ancestors above the own subtree are names only. */
export function visible(tree: Tree, code: string): boolean {
  return tree.roots.some((root) => covers(tree, root, code));
}

export interface TreeOption {
  value: string;
  title: string;
  children: TreeOption[];
}

/** The visible subtrees, for a picker. */
export function treeOptions(tree: Tree): TreeOption[] {
  const option = (code: string): TreeOption => ({
    value: code,
    title: unitName(tree, code),
    children: (tree.children.get(code) ?? []).map(option),
  });
  return tree.roots.map(option);
}

export type { Unit };
