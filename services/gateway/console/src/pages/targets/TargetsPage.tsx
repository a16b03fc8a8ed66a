import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { monthText, yearOf } from "../../domain/month";
import type { TargetFilter } from "../../domain/targets";
import { parseTargets, targetRows, targetSearch } from "../../domain/targets";
import { TargetService } from "../../gen/pacesetter/statistics/v1/target_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { remember } from "../../ui/remembered";
import { useDelayed } from "../../ui/useDelayed";
import { useTitle } from "../../ui/useTitle";
import { Way } from "../rollup/Way";
import { PartsGrid } from "./PartsGrid";
import { PapersPanel } from "./PapersPanel";
import { TargetsGrid } from "./TargetsGrid";

function useFilter(): [TargetFilter, (change: Partial<TargetFilter>) => void] {
  const { home, month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const filter = parseTargets(search, home, month);
  const change = (next: Partial<TargetFilter>) => {
    if (next.month) remember(session.principal, "month", next.month);
    setSearch(targetSearch({ ...filter, ...next }));
  };
  return [filter, change];
}

/** What a unit's papers set for the year, how far it is, and who of its sub-units is how far. */
export function TargetsPage() {
  const [filter, change] = useFilter();
  const { unit, month } = filter;
  const { tree } = useTree(yearOf(month));
  const { data, error, refetch, isFetching } = useRead(TargetService.method.getAttainment, { unit, month });
  const late = useDelayed(!data && !error);
  const rows = data ? targetRows(data) : [];
  const chosen = rows.find((row) => row.key === filter.target) ?? rows[0];
  const toUnit = (next: string) => change({ unit: next, target: "" });
  useTitle(data ? `${data.name} ${monthText(data.month)} 目标任务` : "目标任务");
  return (
    <div className="page">
      <h1 className="skip-link">目标任务</h1>
      <div className="bar" role="search" aria-label="筛选">
        <Way tree={tree} unit={unit} onUnit={toUnit} />
        <span className="push" />
        <MonthPicker value={month} onChange={(next) => change({ month: next })} />
      </div>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      {!data && late && <div className="panel state">正在逐个项目核算目标任务，单位大时要十几秒…</div>}
      {data && !error && (
        <>
          <TargetsGrid answer={data} rows={rows} chosen={chosen?.key ?? ""} loading={isFetching} onChoose={(target) => change({ target })} />
          {chosen && <PartsGrid answer={data} row={chosen} rows={rows} onChoose={(target) => change({ target })} onUnit={toUnit} />}
          <PapersPanel sets={data.sets} />
        </>
      )}
    </div>
  );
}
