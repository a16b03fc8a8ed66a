import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { keyOf, useRead } from "../../api/queries";
import { useReread } from "../../api/useReread";
import { useWatchedRollup } from "../../api/watch";
import { modeOf } from "../../domain/known";
import { IndicatorService } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import type { RollupView } from "./view";
import { answers, requestOf } from "./view";

/** Reads the roll-up and, as long as the present is asked for, follows its changes; the year's curve and the ranking come after. */
export function useLiveRollup(view: RollupView) {
  const client = useQueryClient();
  const request = requestOf(view);
  const answer = useRead(StatisticsService.method.getRollup, request);
  const queryKey = keyOf(StatisticsService.method.getRollup, request);
  const key = JSON.stringify(queryKey);
  const onRollup = useCallback(
    (rollup: Rollup) => client.setQueryData(JSON.parse(key) as typeof queryKey, (old: object | undefined) => ({ ...old, rollup })),
    [client, key],
  );
  const rollup = answer.data?.rollup;
  const shown = rollup && answers(rollup, view, answer.isPlaceholderData) ? rollup : undefined;
  const live = useWatchedRollup(view, shown !== undefined && modeOf(view) === "now", onRollup);
  const change = shown?.change ?? 0n;
  useReread(StatisticsService.method.getSeries, change);
  useReread(IndicatorService.method.getRanking, change);
  return { ...answer, rollup: shown, live };
}
