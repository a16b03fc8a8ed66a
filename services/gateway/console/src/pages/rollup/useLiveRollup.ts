import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { keyOf, useRead } from "../../api/queries";
import { useWatchedRollup } from "../../api/watch";
import { modeOf } from "../../domain/known";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import type { RollupView } from "./view";
import { answers, requestOf } from "./view";

/** The year's curve need not be read again for every report of a busy minute. */
const CURVE_EVERY_MS = 2_000;

/** Reads the roll-up and, as long as the present is asked for, follows its changes. */
export function useLiveRollup(view: RollupView) {
  const client = useQueryClient();
  const request = requestOf(view);
  const answer = useRead(StatisticsService.method.getRollup, request);
  const queryKey = keyOf(StatisticsService.method.getRollup, request);
  const key = JSON.stringify(queryKey);
  const curveRead = useRef(0);
  const onRollup = useCallback(
    (rollup: Rollup) => {
      client.setQueryData(JSON.parse(key) as typeof queryKey, (old: object | undefined) => ({ ...old, rollup }));
      if (Date.now() - curveRead.current < CURVE_EVERY_MS) return;
      curveRead.current = Date.now();
      void client.invalidateQueries({ queryKey: [StatisticsService.method.getSeries.name] });
    },
    [client, key],
  );
  const rollup = answer.data?.rollup;
  const shown = rollup && answers(rollup, view, answer.isPlaceholderData) ? rollup : undefined;
  const live = useWatchedRollup(view, shown !== undefined && modeOf(view) === "now", onRollup);
  return { ...answer, rollup: shown, live };
}
