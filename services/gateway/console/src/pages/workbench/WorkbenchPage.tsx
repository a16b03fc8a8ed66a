import { useTree } from "../../app/workplace";
import { monthText, yearOf } from "../../domain/month";
import { unitName } from "../../domain/tree";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { useTitle } from "../../ui/useTitle";
import { Way } from "../rollup/Way";
import { DueStrip } from "./DueStrip";
import { DueUnits } from "./DueUnits";
import { FEW, OutstandingGrid } from "./OutstandingGrid";
import { TaskPanel } from "./TaskPanel";
import { useDesk, useDue } from "./useWorkbench";
import { WorkGrid } from "./WorkGrid";

/** The first page: who has not reported, what is due, and what waits for the user. */
export function WorkbenchPage() {
  const [desk, change] = useDesk();
  const { tree } = useTree(yearOf(desk.month));
  const { data, error, refetch, isFetching } = useDue(desk, FEW);
  useTitle(`${unitName(tree, desk.unit)} ${monthText(desk.month)} 工作台`);
  return (
    <div className="page">
      <h1 className="skip-link">工作台</h1>
      <div className="bar">
        <Way tree={tree} unit={desk.unit} onUnit={(unit) => change({ unit })} />
        <span className="push" />
        <MonthPicker value={desk.month} onChange={(month) => change({ month })} />
      </div>
      {error && <ErrorPanel error={error} action="due.read" onRetry={() => void refetch()} />}
      {data && <DueStrip due={data} desk={desk} />}
      <div className="split top">
        <div className="stack">
          <WorkGrid desk={desk} />
          {!error && <OutstandingGrid desk={desk} />}
        </div>
        <div className="stack">
          <TaskPanel desk={desk} />
          {!error && <DueUnits due={data} desk={desk} loading={isFetching} onUnit={(unit) => change({ unit })} />}
        </div>
      </div>
    </div>
  );
}
