import { Button, Select } from "antd";
import { cutoffText } from "../../domain/month";
import type { TargetRow } from "../../domain/targets";
import { rowsLink } from "../../domain/targets";
import type { GetAttainmentResponse } from "../../gen/pacesetter/statistics/v1/target_pb";
import type { Column } from "../../ui/columns";
import { DataGrid } from "../../ui/DataGrid";
import { standingColumns } from "./standingColumns";

type Part = TargetRow["parts"][number];

interface PartsGridProps {
  answer: GetAttainmentResponse;
  row: TargetRow;
  rows: readonly TargetRow[];
  onChoose: (target: string) => void;
  onUnit: (unit: string) => void;
}

/** The sub-units' parts of one target: their goals add up to the unit's, or are the same share. */
export function PartsGrid({ answer, row, rows, onChoose, onUnit }: PartsGridProps) {
  const { target, set } = row;
  const month = answer.month;
  const columns: Column<Part>[] = [
    { key: "unit", title: "单位", width: 160, fixed: true, ellipsis: true, phone: "head", render: (part) => <UnitName part={part} onUnit={onUnit} /> },
    ...standingColumns<Part>(() => target, (part) => rowsLink(target, part.unit, month, part.itself)),
  ];
  return (
    <DataGrid
      label="各单位完成情况"
      title={
        <h2>
          各单位：{target.name}（{cutoffText(target.month < month ? target.month : month)}）
        </h2>
      }
      extra={
        <Select
          aria-label="任务"
          size="small"
          value={row.key}
          options={rows.map((one) => ({ value: one.key, label: one.target.name }))}
          onChange={onChoose}
          popupMatchSelectWidth={false}
          style={{ width: 240 }}
        />
      }
      columns={columns}
      rows={row.parts}
      rowKey={(part) => `${part.unit}/${part.itself}`}
      empty="本单位没有下级单位。"
      note={set.sample || undefined}
      onOpen={(part) => !part.itself && onUnit(part.unit)}
    />
  );
}

function UnitName({ part, onUnit }: { part: Part; onUnit: (unit: string) => void }) {
  if (part.itself) return <>{part.name}（本级）</>;
  return (
    <Button type="link" size="small" data-unit={part.unit} style={{ padding: 0, height: 22 }} onClick={() => onUnit(part.unit)}>
      {part.name}
    </Button>
  );
}
