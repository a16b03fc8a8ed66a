import type { MessageInitShape } from "@bufbuild/protobuf";
import type { UnitTileSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import type { Tree, Unit } from "./tree";
import { columnsFor } from "./wall";

/** A place on the tile grid (示意方格图), counted from 0, from the upper left. */
export interface Spot {
  col: number;
  row: number;
}

/** Columns and rows of the whole grid, as the register allows them. */
export const GRID_SIDE = 12;

export type Spots = ReadonlyMap<string, Spot>;

function nameOf({ col, row }: Spot): string {
  return `${col},${row}`;
}

/**
 * Where each square stands: at its own place, and where it has none, or another one stands
 * there already, at the first free one of a grid that is a little wider than high.
 */
export function arranged(keys: readonly string[], own: (key: string) => Spot | undefined): Spots {
  const taken = new Set<string>();
  const spots = new Map<string, Spot>();
  const put = (key: string, spot: Spot) => {
    taken.add(nameOf(spot));
    spots.set(key, spot);
  };
  for (const key of keys) {
    const spot = own(key);
    if (spot && !taken.has(nameOf(spot))) put(key, { col: spot.col, row: spot.row });
  }
  const free = freeSpots(taken, columnsFor(keys.length));
  for (const key of keys) {
    if (!spots.has(key)) put(key, free.next().value);
  }
  return new Map(keys.map((key) => [key, spots.get(key)!])); // read out in the tree's order
}

function* freeSpots(taken: ReadonlySet<string>, columns: number): Generator<Spot, never> {
  for (let at = 0; ; at++) {
    const spot = { col: at % columns, row: Math.floor(at / columns) };
    if (!taken.has(nameOf(spot))) yield spot;
  }
}

/** The squares of some of the units below a unit, at the places of all of them. */
export function arrangedBelow(tree: Tree | undefined, unit: string, keys: readonly string[]): Spots {
  const siblings = tree?.children.get(unit) ?? [];
  const strangers = keys.filter((key) => !siblings.includes(key)); // the unit itself, or one of another year's tree
  const all = arranged([...siblings, ...strangers], (key) => tree?.units.get(key)?.tile);
  const placed = siblings.some((key) => tree?.units.get(key)?.tile);
  return placed ? new Map(keys.map((key) => [key, all.get(key)!])) : arranged(keys, () => undefined);
}

/** The squares without empty columns and rows before the first, and how many there are of both. */
export function framed(spots: Spots): { spots: Spots; columns: number; rows: number } {
  const all = [...spots.values()];
  if (all.length === 0) return { spots, columns: 1, rows: 1 };
  const left = Math.min(...all.map(({ col }) => col));
  const top = Math.min(...all.map(({ row }) => row));
  const columns = Math.max(...all.map(({ col }) => col)) - left + 1;
  const rows = Math.max(...all.map(({ row }) => row)) - top + 1;
  return { spots: new Map([...spots].map(([key, { col, row }]) => [key, { col: col - left, row: row - top }])), columns, rows };
}

/** The squares after one has moved; who stood there takes the place that it leaves. */
export function movedTo(spots: Spots, key: string, to: Spot): Spots {
  const from = spots.get(key);
  if (!from) return spots;
  const there = [...spots].find(([, spot]) => nameOf(spot) === nameOf(to))?.[0];
  const after = new Map(spots);
  if (there !== undefined) after.set(there, from);
  return after.set(key, to);
}

const STEPS: Record<string, Spot> = {
  ArrowLeft: { col: -1, row: 0 },
  ArrowRight: { col: 1, row: 0 },
  ArrowUp: { col: 0, row: -1 },
  ArrowDown: { col: 0, row: 1 },
};

/** The place beside one in the direction of an arrow key; none beyond the edge or for another key. */
export function beside(spot: Spot, key: string): Spot | undefined {
  const step = STEPS[key];
  if (!step) return undefined;
  const next = { col: spot.col + step.col, row: spot.row + step.row };
  return Math.min(next.col, next.row) >= 0 && Math.max(next.col, next.row) < GRID_SIDE ? next : undefined;
}

/** What is to be told of squares that stand elsewhere than the register has them. */
export function tilesToTell(units: readonly Unit[], spots: Spots): MessageInitShape<typeof UnitTileSchema>[] {
  return units
    .filter(({ code, tile }) => {
      const spot = spots.get(code);
      return spot && (!tile || nameOf(tile) !== nameOf(spot));
    })
    .map(({ code, version }) => ({ unit: code, tile: spots.get(code), version }));
}

/** What is to be told so that all units stand where the default grid puts them. */
export function tilesToForget(units: readonly Unit[]): MessageInitShape<typeof UnitTileSchema>[] {
  return units.filter(({ tile }) => tile).map(({ code, version }) => ({ unit: code, version }));
}

/** How far from the pace, as shape, word and shade: never by colour alone. */
export type Shade = "far-ahead" | "ahead" | "behind" | "far-behind" | "unplanned";

/** From so many points on a lead counts as a large one. */
export const FAR_POINTS = 5;

export const SHADES: Record<Shade, { shape: string; word: string }> = {
  "far-ahead": { shape: "▲▲", word: `超时序 ${FAR_POINTS} 个百分点以上` },
  ahead: { shape: "▲", word: "达到时序" },
  behind: { shape: "▼", word: "低于时序" },
  "far-behind": { shape: "▼▼", word: `欠时序 ${FAR_POINTS} 个百分点以上` },
  unplanned: { shape: "○", word: "无计划" },
};

/** The shade of a lead as shown; what has none has no plan to be ahead of. */
export function shadeOf(lead: string): Shade {
  if (lead === "") return "unplanned";
  const points = Number(lead);
  if (points >= FAR_POINTS) return "far-ahead";
  if (points >= 0) return "ahead";
  return points > -FAR_POINTS ? "behind" : "far-behind";
}
