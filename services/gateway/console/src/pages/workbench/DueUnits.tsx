import { Button } from "antd";
import { grouped } from "../../domain/money";
import { cutoffText } from "../../domain/month";
import type { DueUnit, ListDueResponse } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import type { Desk } from "./useWorkbench";

interface DueUnitsProps {
  due: ListDueResponse | undefined;
  desk: Desk;
  loading: boolean;
  onUnit: (unit: string) => void;
}

/** How far each unit's reports have come; a click leads to its own. */
export function DueUnits({ due, desk, loading, onUnit }: DueUnitsProps) {
  const units = [...(due?.units ?? [])].sort((a, b) => owed(b) - owed(a));
  return (
    <DataGrid
      label="各单位报送"
      title={<h2>各单位报送（份，{cutoffText(desk.month)}）</h2>}
      columns={columnsOf(desk.unit, onUnit)}
      rows={units}
      rowKey={(row) => row.unit}
      loading={loading}
      empty="下面没有应报的单位。"
    />
  );
}

function owed({ counts }: DueUnit): number {
  return counts?.outstanding ?? 0;
}

function columnsOf(own: string, onUnit: (unit: string) => void): Column<DueUnit>[] {
  const count = (key: string, title: string, value: (unit: DueUnit) => number | undefined, wrong = false): Column<DueUnit> => ({
    key,
    title,
    width: 64,
    align: "right",
    phone: "pair",
    render: (unit) => <span className={wrong && value(unit) ? "wrong" : ""}>{grouped(value(unit) ?? 0)}</span>,
  });
  return [
    { key: "unit", title: "单位", width: 128, ellipsis: true, phone: "head", render: (unit) => <UnitName unit={unit} itself={unit.unit === own} onUnit={onUnit} /> },
    count("due", "应报", (unit) => unit.counts?.due),
    count("accepted", "已审核", (unit) => unit.counts?.accepted),
    count("waiting", "待审核", (unit) => unit.counts?.waiting),
    count("outstanding", "未报", (unit) => unit.counts?.outstanding),
    count("overdue", "逾期", (unit) => unit.counts?.overdue, true),
  ];
}

function UnitName({ unit, itself, onUnit }: { unit: DueUnit; itself: boolean; onUnit: (unit: string) => void }) {
  const name = unit.unitName || unit.unit;
  if (itself) return `${name}（本级）`;
  return (
    <Button type="link" size="small" onClick={() => onUnit(unit.unit)} style={{ padding: 0, height: 22 }}>
      {name}
    </Button>
  );
}
