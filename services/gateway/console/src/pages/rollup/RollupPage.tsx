import { useQueryClient } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useCallback, useRef } from "react";
import { useSearchParams } from "react-router";
import { keyOf, useRead } from "../../api/queries";
import type { Live } from "../../api/watch";
import { useWatchedRollup } from "../../api/watch";
import { useTree, useWorkplace } from "../../app/workplace";
import { cutoffText, instantText, isMonth, monthText, yearOf } from "../../domain/month";
import { LISTINGS, optionsOf } from "../../domain/words";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { remember } from "../../ui/remembered";
import { useDelayed } from "../../ui/useDelayed";
import { CurvePanel } from "./CurvePanel";
import { FigureStrip } from "./FigureStrip";
import { GroupPanel } from "./GroupPanel";
import { RankPanel } from "./RankPanel";
import { UnitTable } from "./UnitTable";
import type { RollupView } from "./view";
import { Way } from "./Way";
import { useTitle } from "../../ui/useTitle";

const LISTING_OPTIONS = [{ value: "", label: "全部" }, ...optionsOf(LISTINGS)];

function useView(): [RollupView, (change: Partial<RollupView>) => void] {
  const { home, month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("month") ?? "";
  const view = {
    unit: search.get("unit") || home,
    month: isMonth(asked) ? asked : month,
    listing: search.get("listing") ?? "",
    by: search.get("by") || "listing",
  };
  const change = (next: Partial<RollupView>) => {
    if (next.month) remember(session.principal, "month", next.month);
    const merged = Object.entries({ ...view, ...next }).filter(([, value]) => value !== "");
    setSearch(new URLSearchParams(merged));
  };
  return [view, change];
}

/** The year's curve need not be read again for every report of a busy minute. */
const CURVE_EVERY_MS = 2_000;

/** Reads the roll-up and follows its changes. */
function useLiveRollup(view: RollupView) {
  const client = useQueryClient();
  const answer = useRead(StatisticsService.method.getRollup, view);
  const key = JSON.stringify(view);
  const curveRead = useRef(0);
  const onRollup = useCallback(
    (rollup: Rollup) => {
      const shown: RollupView = JSON.parse(key);
      client.setQueryData(keyOf(StatisticsService.method.getRollup, shown), (old: object | undefined) => ({ ...old, rollup }));
      if (Date.now() - curveRead.current < CURVE_EVERY_MS) return;
      curveRead.current = Date.now();
      void client.invalidateQueries({ queryKey: [StatisticsService.method.getSeries.name] });
    },
    [client, key],
  );
  const live = useWatchedRollup(view, answer.data !== undefined, onRollup);
  return { ...answer, live };
}

/** The roll-up of a unit: its figures, its sub-units, its year. */
export function RollupPage() {
  const [view, change] = useView();
  const { tree } = useTree(yearOf(view.month));
  const { data, error, refetch, live, isPending } = useLiveRollup(view);
  const late = useDelayed(isPending);
  const rollup = data?.rollup;
  useTitle(rollup ? `${rollup.name} ${monthText(rollup.month)} 汇总` : "");
  return (
    <div className="page">
      <h1 className="skip-link">汇总</h1>
      <div className="bar">
        <Way tree={tree} unit={view.unit} onUnit={(unit) => change({ unit })} />
        <span className="push muted nowrap">{rollup && cutoffLine(rollup)}</span>
        {rollup && <LiveMark live={live} />}
        <Segmented
          aria-label="级别"
          options={LISTING_OPTIONS}
          value={view.listing}
          onChange={(listing) => change({ listing })}
        />
        <MonthPicker value={view.month} onChange={(month) => change({ month })} />
      </div>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      {!rollup && late && <div className="panel state">正在读取汇总…</div>}
      {rollup && !error && <Figures rollup={rollup} view={view} change={change} />}
    </div>
  );
}

interface FiguresProps {
  rollup: Rollup;
  view: RollupView;
  change: (change: Partial<RollupView>) => void;
}

function Figures({ rollup, view, change }: FiguresProps) {
  return (
    <>
      <FigureStrip rollup={rollup} view={view} />
      <div className="split">
        <UnitTable rollup={rollup} view={view} onUnit={(unit) => change({ unit })} />
        <RankPanel rollup={rollup} view={view} />
      </div>
      <div className="split">
        <CurvePanel rollup={rollup} view={view} />
        <GroupPanel rollup={rollup} view={view} onBy={(by) => change({ by })} />
      </div>
    </>
  );
}

function cutoffLine(rollup: Rollup): string {
  const changed = rollup.asOfTime ? `，更新于 ${instantText(rollup.asOfTime)}` : "";
  return cutoffText(rollup.month) + changed;
}

const LIVE: Record<Live, string> = { connecting: "连接中", live: "实时", lost: "重连中" };

function LiveMark({ live }: { live: Live }) {
  return (
    <span className={`live ${live}`} role="status" data-live={live}>
      {LIVE[live]}
    </span>
  );
}
