import { Button } from "antd";
import { exportOf } from "../../api/exports";
import { cutoffText, instantText, monthText, yearOf } from "../../domain/month";
import type { TargetRow } from "../../domain/targets";
import { rowsLink, summaryOf } from "../../domain/targets";
import type { GetAttainmentResponse } from "../../gen/pacesetter/statistics/v1/target_pb";
import { TargetService } from "../../gen/pacesetter/statistics/v1/target_pb";
import type { Column } from "../../ui/columns";
import { DataGrid } from "../../ui/DataGrid";
import { ExportButtons } from "../../ui/ExportButtons";
import { CaliberNote } from "../../ui/Figure";
import { PrintButton } from "../../ui/PrintButton";
import { standingColumns } from "./standingColumns";

interface TargetsGridProps {
  answer: GetAttainmentResponse;
  rows: TargetRow[];
  /** Key of the target whose sub-units are shown. */
  chosen: string;
  loading: boolean;
  onChoose: (target: string) => void;
}

/** The targets of a unit, each with its distance and its forecast. */
export function TargetsGrid({ answer, rows, chosen, loading, onChoose }: TargetsGridProps) {
  const { unit, name, month } = answer;
  return (
    <DataGrid
      label="目标任务"
      title={
        <h2>
          {name}目标任务（{cutoffText(month)}，更新于 {instantText(answer.asOfTime)}）
        </h2>
      }
      extra={
        rows.length > 0 && (
          <>
            <PrintButton />
            <ExportButtons of={exportOf("targets", unit, TargetService.method.getAttainment, { unit, month })} />
          </>
        )
      }
      columns={columnsOf(month, onChoose)}
      rows={rows}
      rowKey={(row) => row.key}
      rowClass={(row) => (row.key === chosen ? "chosen" : "")}
      loading={loading}
      empty={`没有文件给${name}定下 ${yearOf(month)} 年的目标任务，可到上级单位查看。`}
      note={rows.length > 0 && `${summaryOf(rows)}。点任务名称看各单位完成情况；比率的距目标单位为个百分点，其余同目标。`}
      onOpen={(row) => onChoose(row.key)}
    />
  );
}

function columnsOf(month: string, onChoose: (target: string) => void): Column<TargetRow>[] {
  return [
    {
      key: "target",
      title: "任务",
      width: 272,
      fixed: true,
      ellipsis: true,
      phone: "head",
      render: (row) => (
        <Button type="link" size="small" data-target={row.target.key} style={{ padding: 0, height: 22 }} onClick={() => onChoose(row.key)}>
          {row.target.name}
        </Button>
      ),
    },
    { key: "due", title: "时限", width: 112, phone: "pair", render: ({ target }) => `${monthText(target.month)}底` },
    ...standingColumns<TargetRow>((row) => row.target, (row) => rowsLink(row.target, row.unit, month)),
    { key: "caliber", title: "口径", width: 72, phone: "pair", screenOnly: true, render: (row) => <TargetCaliber row={row} month={month} /> },
  ];
}

/** How a target is counted and forecast, and where the paper has it. */
function TargetCaliber({ row: { target, set, is, unit }, month }: { row: TargetRow; month: string }) {
  const forecast = is?.forecastMethod ? `预计：${is.forecastMethod}。` : "";
  return (
    <CaliberNote
      caliber={{
        title: target.name,
        formula: `${target.formula}${forecast}依据：${set.source} ${target.source}。`,
        cutoff: cutoffText(target.month < month ? target.month : month),
        to: rowsLink(target, unit, month) || undefined,
      }}
    />
  );
}
