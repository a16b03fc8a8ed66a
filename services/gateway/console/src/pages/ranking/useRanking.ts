import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import type { RankingFilter } from "../../domain/ranking";
import { parseRanking, rankingSearch, requestOf } from "../../domain/ranking";
import type { Indicator } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { IndicatorService } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { remember } from "../../ui/remembered";

/** The page's filter, from its address. */
export function useRankingFilter(): [RankingFilter, (change: Partial<RankingFilter>) => void] {
  const { home, month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const filter = parseRanking(search, home, month);
  const change = (next: Partial<RankingFilter>) => {
    if (next.month) remember(session.principal, "month", next.month);
    setSearch(rankingSearch({ ...filter, ...next }));
  };
  return [filter, change];
}

export function useRanking(filter: RankingFilter) {
  return useRead(IndicatorService.method.getRanking, requestOf(filter));
}

const NONE: Indicator[] = [];

export function useIndicators(): readonly Indicator[] {
  return useRead(IndicatorService.method.listIndicators, {}).data?.indicators ?? NONE;
}
