import { Link } from "react-router";
import { wan } from "../../domain/money";
import { cutoffText, numberOf, yearOf } from "../../domain/month";
import type { Line, MonthCell } from "../../domain/progress";
import { yearCells } from "../../domain/progress";
import type { Column } from "../../ui/DataGrid";
import { DataGrid } from "../../ui/DataGrid";
import { Lead } from "./MonthGrid";

interface YearGridProps {
  month: string;
  now: string;
  lines: readonly Line[];
  loading: boolean;
  note: string;
}

/** The months of the year as they are in force, those not reported in grey, and how far the plan is ahead. */
export function YearGrid({ month, now, lines, loading, note }: YearGridProps) {
  return (
    <DataGrid
      label="各月完成"
      fill
      virtual
      title={
        <h1>
          {yearOf(month)}年各月完成投资（{cutoffText(month)}，投资单位：万元）
        </h1>
      }
      columns={columnsOf(month, now)}
      rows={lines}
      rowKey={(line) => line.id}
      loading={loading}
      empty="没有符合条件的项目。请换一个单位或月份，或放宽筛选条件。"
      note={`${note}灰底“未报”是应报而没有有效月报的月份；格内上为本月完成，下为比时序。`}
    />
  );
}

function columnsOf(month: string, now: string): Column<Line>[] {
  const months = Array.from({ length: 12 }, (_, at): Column<Line> => ({
    key: `m${at + 1}`,
    title: `${at + 1}月`,
    width: 73,
    align: "right",
    phone: at + 1 === numberOf(month) ? "pair" : undefined,
    render: (line) => <MonthFigure cell={yearCells(line.row, now)[at]} />,
  }));
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
        <Link to={`/projects/${line.id}?tab=progress`} title={line.name}>
          {line.name}
        </Link>
      ),
    },
    { key: "planned", title: "年度计划", width: 92, align: "right", phone: "pair", render: (line) => wan(line.row.year?.plannedYuan ?? 0n) },
    ...months,
  ];
}

function MonthFigure({ cell }: { cell: MonthCell | undefined }) {
  if (!cell) return "";
  if (cell.missing) return <span className="month-cell lacking">未报</span>;
  if (cell.done === undefined) return "";
  return (
    <span className="month-cell">
      {wan(cell.done)}
      <small>
        <Lead yuan={cell.yearToDate === undefined ? null : cell.yearToDate - cell.planned} />
      </small>
    </span>
  );
}
