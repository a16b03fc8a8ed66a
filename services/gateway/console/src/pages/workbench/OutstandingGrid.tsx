import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import type { Clock } from "../../domain/due";
import { clockOf } from "../../domain/due";
import { cutoffText, instantText, monthText } from "../../domain/month";
import { CATEGORIES, say } from "../../domain/words";
import type { DueProject } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { CalendarService } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { usePages } from "../../ui/usePages";
import type { Desk } from "./useWorkbench";

export const FEW = 20;
const NONE: DueProject[] = [];

/** The projects that have not reported, the longest overdue first. */
export function OutstandingGrid({ desk }: { desk: Desk }) {
  const [size, setSize] = useState(FEW);
  const pages = usePages(JSON.stringify(desk), size, setSize);
  const { data, error, refetch, isFetching } = useRead(CalendarService.method.listDue, { ...desk, pageSize: size, pageToken: pages.token });
  const [now] = useState(() => new Date());
  if (error) return <ErrorPanel error={error} action="due.read" onRetry={() => void refetch()} />;
  return (
    <DataGrid
      label="未报项目"
      title={<h2>未报项目（{cutoffText(desk.month)}）</h2>}
      columns={columnsOf(pages.page * size, now)}
      rows={data?.projects ?? NONE}
      rowKey={(row) => row.projectId}
      loading={isFetching}
      empty={`${monthText(desk.month)}应报的都报了，或者这个月没有应报的项目。`}
      pager={pages.pager(data, "")}
    />
  );
}

function columnsOf(first: number, now: Date): Column<DueProject>[] {
  return [
    { key: "number", title: "序号", width: 52, align: "center", fixed: true, render: (_, index) => first + index + 1 },
    {
      key: "name",
      title: "项目名称",
      width: 244,
      fixed: true,
      ellipsis: true,
      phone: "head",
      render: (row) => (
        <Link to={`/projects/${row.projectId}?tab=progress`} title={row.projectName}>
          {row.projectName}
        </Link>
      ),
    },
    { key: "unit", title: "考核单位", width: 104, ellipsis: true, phone: "pair", render: (row) => row.unitName || row.unit },
    { key: "category", title: "类别", width: 84, render: (row) => say(CATEGORIES, row.category) || "—" },
    { key: "due", title: "过期时刻", width: 136, render: (row) => instantText(row.dueTime) },
    { key: "clock", title: "期限", width: 104, phone: "pair", render: (row) => <ClockMark clock={clockOf(row, now)} /> },
  ];
}

function ClockMark({ clock }: { clock: Clock }) {
  return <Mark tone={clock.late ? "bad" : "plain"}>{clock.text}</Mark>;
}
