/** An entry of a ranking; value is as shown, empty where there is none. */
export interface Ranked<T> {
  rank: number | null;
  item: T;
}

/**
 * Ranks by the value as shown, greatest first: what reads equal shares a rank
 * (1, 2, 2, 4), and what has no value is listed last without one.
 */
export function ranked<T>(items: readonly T[], shown: (item: T) => string): Ranked<T>[] {
  const withValue = items.filter((item) => shown(item) !== "");
  const sorted = [...withValue].sort((a, b) => Number(shown(b)) - Number(shown(a)));
  const places = sorted.map((item) => ({
    rank: sorted.findIndex((other) => shown(other) === shown(item)) + 1,
    item,
  }));
  const without = items.filter((item) => shown(item) === "").map((item) => ({ rank: null, item }));
  return [...places, ...without];
}
