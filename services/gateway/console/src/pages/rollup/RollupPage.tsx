import { Checkbox, Segmented } from "antd";
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import type { Live } from "../../api/watch";
import { useTree, useWorkplace } from "../../app/workplace";
import type { Known } from "../../domain/known";
import { modeOf, parseKnown, PRESENT, tellsOf } from "../../domain/known";
import { instantText, isMonth, monthText, yearOf } from "../../domain/month";
import { LISTINGS, optionsOf } from "../../domain/words";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { recall, remember } from "../../ui/remembered";
import { useDelayed } from "../../ui/useDelayed";
import { CurvePanel } from "./CurvePanel";
import { FigureStrip } from "./FigureStrip";
import { GroupPanel } from "./GroupPanel";
import { KnownBar } from "./KnownBar";
import { NoCurve } from "./NoCurve";
import { RankPanel } from "./RankPanel";
import { UnitTable } from "./UnitTable";
import { useCutoffs } from "./useCutoffs";
import { useLiveRollup } from "./useLiveRollup";
import type { RollupView } from "./view";
import { cutoffOf, GROWTH, searchOf, wantsGrowth } from "./view";
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
    growth: wantsGrowth(search, recall(session.principal, "growth")),
    ...parseKnown(search),
  };
  const unsaid = view.growth && search.get("growth") !== GROWTH;
  useEffect(() => {
    if (unsaid) setSearch((old) => new URLSearchParams([...old, ["growth", GROWTH]]), { replace: true });
  }, [unsaid, setSearch]);
  const change = (next: Partial<RollupView>) => {
    if (next.month) remember(session.principal, "month", next.month);
    if (next.growth !== undefined) remember(session.principal, "growth", next.growth ? GROWTH : "");
    setSearch(searchOf({ ...view, ...next }));
  };
  return [view, change];
}

/** The roll-up of a unit: its figures, its sub-units, its year. */
export function RollupPage() {
  const [view, change] = useView();
  const { tree } = useTree(yearOf(view.month));
  const { rollup, error, refetch, live } = useLiveRollup(view);
  const cutoffs = useCutoffs(tree, view.unit, view.month);
  const late = useDelayed(!rollup && !error);
  // A cut-off is one month's and its publisher's; elsewhere the present is shown.
  const chosen = cutoffs.cutoffs.find((cutoff) => cutoff.id === view.cutoff);
  const toUnit = (unit: string) => change(chosen && !tellsOf(chosen, tree, unit) ? { unit, ...PRESENT } : { unit });
  const toMonth = (month: string) => change({ month, cutoff: "" });
  useTitle(rollup ? `${rollup.name} ${monthText(rollup.month)} 汇总` : "");
  return (
    <div className="page">
      <h1 className="skip-link">汇总</h1>
      <div className="bar">
        <Way tree={tree} unit={view.unit} onUnit={toUnit} />
        <span className="push" />
        <Checkbox checked={view.growth} onChange={(event) => change({ growth: event.target.checked })}>
          同比、环比
        </Checkbox>
        <Segmented
          aria-label="级别"
          options={LISTING_OPTIONS}
          value={view.listing}
          onChange={(listing) => change({ listing })}
        />
        <MonthPicker value={view.month} onChange={toMonth} />
      </div>
      <KnownBar view={view} cutoffs={cutoffs.cutoffs} error={cutoffs.error} rollup={rollup} onKnown={(known: Known) => change(known)}>
        <span className="muted nowrap">{rollup && cutoffLine(rollup, view)}</span>
        {rollup && modeOf(view) === "now" && <LiveMark live={live} />}
      </KnownBar>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      {!rollup && late && <div className="panel state">{view.asOf ? `正在按${view.asOf}所知重新汇总，单位大时要十几秒…` : "正在读取汇总…"}</div>}
      {rollup && !error && <Figures rollup={rollup} view={view} change={change} onUnit={toUnit} />}
    </div>
  );
}

interface FiguresProps {
  rollup: Rollup;
  view: RollupView;
  change: (change: Partial<RollupView>) => void;
  onUnit: (unit: string) => void;
}

function Figures({ rollup, view, change, onUnit }: FiguresProps) {
  return (
    <>
      <FigureStrip rollup={rollup} view={view} />
      <div className="split">
        <UnitTable rollup={rollup} view={view} onUnit={onUnit} />
        <RankPanel rollup={rollup} view={view} />
      </div>
      <div className="split">
        {modeOf(view) === "now" ? <CurvePanel rollup={rollup} view={view} /> : <NoCurve year={yearOf(view.month)} onPresent={() => change(PRESENT)} />}
        <GroupPanel rollup={rollup} view={view} onBy={(by) => change({ by })} />
      </div>
    </>
  );
}

function cutoffLine(rollup: Rollup, view: RollupView): string {
  if (!rollup.asOfTime || modeOf(view) === "day") return cutoffOf(view);
  return `${cutoffOf(view)}，${modeOf(view) === "frozen" ? "计至" : "更新于"} ${instantText(rollup.asOfTime)}`;
}

const LIVE: Record<Live, string> = { connecting: "连接中", live: "实时", lost: "重连中" };

function LiveMark({ live }: { live: Live }) {
  return (
    <span className={`live ${live}`} role="status" data-live={live}>
      {LIVE[live]}
    </span>
  );
}
