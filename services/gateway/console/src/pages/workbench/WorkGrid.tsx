import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { clockOf } from "../../domain/due";
import { instantText, yearOf } from "../../domain/month";
import { byTimeLeft, WORK, workAbout, workLink } from "../../domain/work";
import type { WorkItem } from "../../gen/pacesetter/registry/v1/work_pb";
import { WorkKind, WorkService } from "../../gen/pacesetter/registry/v1/work_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { Choice } from "../../ui/pickers";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { usePages } from "../../ui/usePages";
import type { Desk } from "./useWorkbench";

const KINDS = [WorkKind.REPORT_RETURNED, WorkKind.REPORT_WAITING, WorkKind.STAGE_WAITING, WorkKind.LIBRARY_PROPOSED, WorkKind.PLAN_WAITING];
const FEW = 20;

/** What waits for the user, the least time left first; each opens where it is done. */
export function WorkGrid({ desk }: { desk: Desk }) {
  const [kind, setKind] = useState(WorkKind.UNSPECIFIED);
  const [size, setSize] = useState(FEW);
  const pages = usePages(`${desk.unit}|${desk.month}|${kind}`, size, setSize);
  const [now] = useState(() => new Date());
  const asked = { unit: desk.unit, year: yearOf(desk.month), mine: true };
  const all = useRead(WorkService.method.listWork, { ...asked, pageSize: 1 });
  const { data, error, refetch, isFetching } = useRead(WorkService.method.listWork, { ...asked, kind, pageSize: size, pageToken: pages.token });
  const rows = useMemo(() => [...(data?.items ?? [])].sort(byTimeLeft), [data]);
  if (error) return <ErrorPanel error={error} action="due.read" onRetry={() => void refetch()} />;
  const count = (one: WorkKind) => all.data?.counts.find((c) => c.kind === one)?.count ?? 0;
  const total = KINDS.reduce((sum, one) => sum + count(one), 0);
  return (
    <DataGrid
      label="等我办理"
      title={<h2>等我办理（{total} 项）</h2>}
      extra={<Choice size="small" label="事项" hint="全部事项" width={148} value={kind} none={WorkKind.UNSPECIFIED} options={KINDS.map((value) => ({ value, label: `${WORK[value]} ${count(value)}` }))} onChange={setKind} />}
      columns={columnsOf(now)}
      rows={rows}
      rowKey={(row) => [row.kind, row.projectId, row.month, row.year, row.stage].join("/")}
      loading={isFetching}
      empty="没有等您审核、认定或修改的事项。"
      pager={pages.pager(data, "")}
    />
  );
}

function columnsOf(now: Date): Column<WorkItem>[] {
  return [
    { key: "kind", title: "事项", width: 92, phone: "pair", render: (row) => <Mark tone={row.kind === WorkKind.REPORT_RETURNED ? "bad" : "info"}>{WORK[row.kind]}</Mark> },
    {
      key: "name",
      title: "项目名称",
      width: 220,
      ellipsis: true,
      phone: "head",
      render: (row) => (
        <Link to={workLink(row)} title={row.projectName}>
          {row.projectName}
        </Link>
      ),
    },
    { key: "about", title: "内容", width: 112, ellipsis: true, phone: "pair", render: (row) => <span title={row.reason}>{workAbout(row)}</span> },
    { key: "unit", title: "考核单位", width: 96, ellipsis: true, phone: "pair", render: (row) => row.unitName || row.unit },
    { key: "since", title: "提出时间", width: 132, render: (row) => instantText(row.sinceTime) },
    { key: "clock", title: "期限", width: 92, phone: "pair", render: (row) => (row.dueTime ? <Mark tone={row.overdueDays > 0 ? "bad" : "plain"}>{clockOf(row, now).text}</Mark> : <span className="muted">无期限</span>) },
  ];
}
