import { Alert } from "antd";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { cutoffText, monthText, yearOf } from "../../domain/month";
import { grouped } from "../../domain/money";
import { MONTH_STATE } from "../../domain/months";
import type { UnitMonth } from "../../gen/pacesetter/registry/v1/month_pb";
import { MonthState } from "../../gen/pacesetter/registry/v1/month_pb";
import type { MonthHold } from "../../gen/pacesetter/registry/v1/report_pb";
import { WorkKind, WorkService } from "../../gen/pacesetter/registry/v1/work_pb";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { Panel } from "../../ui/Panel";
import type { Desk } from "../workbench/useWorkbench";
import { MonthDeeds } from "./MonthDeeds";
import { MonthSteps } from "./MonthSteps";
import type { Deed, May } from "./MonthsPage";

export const STATE_TONE: Record<MonthState, Tone> = {
  [MonthState.UNSPECIFIED]: "quiet",
  [MonthState.SUBMITTED]: "info",
  [MonthState.RETURNED]: "bad",
  [MonthState.ACCEPTED]: "good",
};

interface OwnMonthProps {
  desk: Desk;
  month: UnitMonth;
  hold: MonthHold | undefined;
  below: readonly UnitMonth[];
  may: May;
  onDeed: (deed: Deed) => void;
}

/** The unit's own month: how far it is, what is missing before it goes up, and what became of it. */
export function OwnMonth({ desk, month, hold, below, may, onDeed }: OwnMonthProps) {
  return (
    <Panel
      title={
        <>
          {month.unitName} {monthText(month.month)}月报 <Mark tone={STATE_TONE[month.state]}>{MONTH_STATE[month.state]}</Mark>
        </>
      }
      extra={<MonthDeeds of={month} may={may} onDeed={onDeed} />}
    >
      {hold && <Alert type={hold.mayWrite ? "info" : "warning"} showIcon title={hold.message} style={{ marginBottom: 8 }} />}
      <Missing desk={desk} month={month} below={below} />
      <MonthSteps steps={month.steps} />
    </Panel>
  );
}

/** What stands between the month and its hand-in. */
function Missing({ desk, month, below }: Pick<OwnMonthProps, "desk" | "month" | "below">) {
  const counts = month.counts;
  const waits = useRead(WorkService.method.listWork, { unit: desk.unit, year: yearOf(desk.month), kind: WorkKind.REPORT_WAITING, mine: true, pageSize: 500 });
  const reports = (waits.data?.items ?? []).filter((item) => item.month === desk.month).length;
  const months = below.filter((one) => one.state === MonthState.SUBMITTED).length;
  const open = month.state === MonthState.UNSPECIFIED || month.state === MonthState.RETURNED;
  const search = new URLSearchParams({ unit: desk.unit, month: desk.month });
  return (
    <dl className="month-counts" aria-label={`报送情况，${cutoffText(desk.month)}`}>
      <Count term="应报" value={counts?.due ?? 0} />
      <Count term="已审核" value={counts?.accepted ?? 0} />
      <Count term="未报" value={counts?.outstanding ?? 0} note={open && counts?.outstanding ? "上报前补齐，或写明原因" : ""} to={`/?${search}`} />
      <Count term="待审月报" value={counts?.waiting ?? 0} />
      {open && <Count term="等本级审核的月报" value={reports} note={reports ? "先审核或退回，才能整月上报" : ""} to={`/?${search}`} />}
      {open && <Count term="等本级审核的下级整月" value={months} note={months ? "先审核或退回，才能整月上报" : ""} />}
    </dl>
  );
}

function Count({ term, value, note = "", to }: { term: string; value: number; note?: string; to?: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="number">
        {to && value > 0 ? <Link to={to}>{grouped(value)}</Link> : grouped(value)}
        {note && <span className="wrong"> {note}</span>}
      </dd>
    </div>
  );
}
