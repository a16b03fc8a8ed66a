import { useSearchParams } from "react-router";
import { useTree, useWorkplace } from "../../app/workplace";
import { PRESENT } from "../../domain/known";
import type { MapView } from "../../domain/mapView";
import { mapSearch, parseMapView } from "../../domain/mapView";
import { yearOf } from "../../domain/month";
import { remember } from "../../ui/remembered";
import { useRanking } from "../ranking/useRanking";
import { useLiveRollup } from "../rollup/useLiveRollup";

/** The page's view, from its address; another unit above has another board. */
export function useMapView(): [MapView, (change: Partial<MapView>) => void] {
  const { home, month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const view = parseMapView(search, home, month);
  const change = (next: Partial<MapView>) => {
    if (next.month) remember(session.principal, "month", next.month);
    setSearch(mapSearch({ ...view, ...(next.unit ? { at: "" } : {}), ...next }));
  };
  return [view, change];
}

/** The tree, the figures that shade the squares, and the indicator that stands on them. */
export function useMap(view: MapView) {
  const { unit, month, listing } = view;
  const { tree } = useTree(yearOf(month));
  const { rollup, error, refetch, live } = useLiveRollup({ unit, month, listing, by: "stage", growth: false, ...PRESENT });
  const ranking = useRanking(view);
  const retry = () => void Promise.all([refetch(), ranking.refetch()]);
  return { tree, rollup, ranking: ranking.data?.ranking, live, error: error ?? ranking.error, retry };
}
