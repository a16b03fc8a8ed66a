import type { Rollup, UnitRollup } from "../gen/pacesetter/statistics/v1/statistics_pb";

/** Against the pace, as shape, word and colour: never by colour alone. */
export type Standing = "ahead" | "behind" | "unplanned";

export const STANDING: Record<Standing, { shape: string; word: string }> = {
  ahead: { shape: "▲", word: "达到时序" },
  behind: { shape: "▼", word: "低于时序" },
  unplanned: { shape: "○", word: "无计划" },
};

/** Where a rate as shown stands against the pace as shown. */
export function standingOf(rate: string, pace: string): Standing {
  if (rate === "") return "unplanned";
  return Number(rate) < Number(pace) ? "behind" : "ahead";
}

/** More tiles than that cannot be read from five metres. */
const MOST_TILES = 20;

/** The units with projects, those of the unit itself too, in the tree's order. */
export function tilesOf(rollup: Rollup): { tiles: UnitRollup[]; left: number } {
  const all = rollup.children.filter((child) => (child.figures?.projects ?? 0n) > 0n);
  return { tiles: all.slice(0, MOST_TILES), left: Math.max(0, all.length - MOST_TILES) };
}

/** Columns of a grid that is a little wider than high. */
export function columnsFor(tiles: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(tiles)));
}

/** The next in turn; the first where there was none or it is gone. */
export function nextOf(units: readonly string[], now: string): string {
  return units[(units.indexOf(now) + 1) % units.length] ?? "";
}

/** By how much the fixed page is made smaller or larger to fill a window. */
export function scaleFor(width: number, height: number): number {
  return Math.min(width / 1920, height / 1080);
}

const DAY_MS = 86_400_000;

/** Whether nothing has changed for more than a day. */
export function stale(newest: Date | undefined, now: Date): boolean {
  return newest !== undefined && now.getTime() - newest.getTime() > DAY_MS;
}
