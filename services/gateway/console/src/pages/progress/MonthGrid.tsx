import type { Ref } from "react";
import { useMemo } from "react";
import { Link } from "react-router";
import { wan } from "../../domain/money";
import { monthText } from "../../domain/month";
import type { SiteState } from "../../domain/phone";
import { SITE_STATE } from "../../domain/phone";
import type { Edits, Field, Line } from "../../domain/progress";
import { cellsOf, FIELD_TEXT, leadOf } from "../../domain/progress";
import type { Column, GridHandle } from "../../ui/DataGrid";
import { DataGrid } from "../../ui/DataGrid";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { Cell } from "./Cell";
import type { CellKeys } from "./useCells";

interface MonthGridProps {
  month: string;
  lines: readonly Line[];
  edits: Edits;
  keys: CellKeys;
  loading: boolean;
  note: string;
  handle: Ref<GridHandle>;
}

/** A month's reports, written in place. */
export function MonthGrid({ month, lines, edits, keys, loading, note, handle }: MonthGridProps) {
  const columns = useMemo(() => columnsOf(edits, keys), [edits, keys]);
  return (
    <DataGrid
      label="月报填报"
      fill
      virtual
      handle={handle}
      title={<h1>{monthText(month)}进度清单（投资单位：万元）</h1>}
      extra={<span className="muted key-hint">方向键移动，Enter 填写，Delete 还原，Ctrl+V 粘贴表格，Ctrl+S 检查并保存</span>}
      columns={columns}
      rows={lines}
      rowKey={(line) => line.id}
      loading={loading}
      rowClass={(line) => (line.state === "missing" && line.due === "due" ? "missing" : "")}
      empty="没有符合条件的项目。请换一个单位或月份，或放宽筛选条件。"
      note={note}
    />
  );
}

const WIDTHS: Record<Field, number> = { month: 100, yearToDate: 100, cumulative: 108, progress: 180, problems: 134 };

function columnsOf(edits: Edits, keys: CellKeys): Column<Line>[] {
  const field = (key: Field): Column<Line> => ({
    key,
    title: FIELD_TEXT[key],
    width: WIDTHS[key],
    align: key === "progress" || key === "problems" ? "left" : "right",
    phone: key === "progress" || key === "problems" ? "wide" : "pair",
    render: (line, row) => <Cell line={line} row={row} field={key} cells={cellsOf(line, edits[line.id])} edit={edits[line.id]} keys={keys} />,
  });
  return [
    { key: "number", title: "序号", width: 52, align: "center", fixed: true, render: (_, row) => row + 1 },
    {
      key: "name",
      title: "项目名称",
      width: 196,
      fixed: true,
      ellipsis: true,
      phone: "head",
      render: (line) => (
        <Link to={`/projects/${line.id}?tab=progress`} title={line.name} tabIndex={-1}>
          {line.name}
        </Link>
      ),
    },
    { key: "unit", title: "考核单位", width: 88, ellipsis: true, phone: "pair", render: (line) => line.unit },
    { key: "state", title: "状态", width: 80, align: "center", phone: "pair", render: (line) => <StateMark line={line} edited={line.id in edits} /> },
    { key: "planned", title: "时序计划", width: 88, align: "right", phone: "pair", render: (line) => wan(line.planned) },
    field("month"),
    field("yearToDate"),
    { key: "lead", title: "比时序", width: 92, align: "right", phone: "pair", render: (line) => <Lead yuan={leadOf(line, cellsOf(line, edits[line.id]))} /> },
    field("cumulative"),
    field("progress"),
    field("problems"),
  ];
}

const TONES: Record<SiteState, Tone> = { missing: "quiet", draft: "info", returned: "bad", waiting: "warn", accepted: "good" };

function StateMark({ line, edited }: { line: Line; edited: boolean }) {
  if (edited) return <Mark tone="info">已改未存</Mark>;
  const state = line.state === "missing" && line.due !== "due" ? "不需报" : SITE_STATE[line.state];
  return (
    <span title={line.returned || line.hindrance}>
      <Mark tone={TONES[line.state]}>{state}</Mark>
    </span>
  );
}

/** Ahead of the plan or behind, with its sign. */
export function Lead({ yuan }: { yuan: bigint | null | undefined }) {
  if (yuan === null || yuan === undefined) return "—";
  if (yuan < 0n) return <span className="behind">−{wan(-yuan)}</span>;
  return <span className="ahead">+{wan(yuan)}</span>;
}
