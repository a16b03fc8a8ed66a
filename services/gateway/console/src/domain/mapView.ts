import type { RankingFilter } from "./ranking";
import { parseRanking, rankingSearch } from "./ranking";

/** What the wall of tiles shows; it lives in the address. */
export interface MapView extends RankingFilter {
  /** The unit whose projects are on the board; empty for the unit itself. */
  at: string;
}

export function parseMapView(search: URLSearchParams, home: string, month: string): MapView {
  return { ...parseRanking(search, home, month), cutoff: "", at: search.get("at") ?? "" };
}

export function mapSearch({ at, ...filter }: MapView): URLSearchParams {
  const search = rankingSearch(filter);
  if (at !== "") search.set("at", at);
  return search;
}
