import { Button } from "antd";
import { cutoffText, instantText } from "../../domain/month";
import { MONTH_STATE, progressText } from "../../domain/months";
import { grouped } from "../../domain/money";
import type { UnitMonth } from "../../gen/pacesetter/registry/v1/month_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { Mark } from "../../ui/Mark";
import type { Desk } from "../workbench/useWorkbench";
import { MonthDeeds } from "./MonthDeeds";
import { MonthSteps } from "./MonthSteps";
import type { Deed, May } from "./MonthsPage";
import { STATE_TONE } from "./OwnMonth";

interface BelowGridProps {
  desk: Desk;
  months: readonly UnitMonth[];
  loading: boolean;
  may: May;
  onDeed: (deed: Deed) => void;
  onUnit: (unit: string) => void;
}

/** The months of the units directly below, with their deeds and their history. */
export function BelowGrid({ desk, months, loading, may, onDeed, onUnit }: BelowGridProps) {
  return (
    <DataGrid
      label="下级单位月报"
      title={<h2>下级单位月报（{cutoffText(desk.month)}）</h2>}
      columns={columnsOf(may, onDeed, onUnit)}
      rows={months}
      rowKey={(row) => row.unit}
      loading={loading}
      empty="没有下级单位。"
      expanded={{ has: (row) => row.steps.length > 0, render: (row) => <MonthSteps steps={row.steps} /> }}
    />
  );
}

function columnsOf(may: May, onDeed: (deed: Deed) => void, onUnit: (unit: string) => void): Column<UnitMonth>[] {
  const count = (key: string, title: string, value: (row: UnitMonth) => number | undefined): Column<UnitMonth> => ({
    key,
    title,
    width: 72,
    align: "right",
    phone: "pair",
    render: (row) => grouped(value(row) ?? 0),
  });
  return [
    {
      key: "unit",
      title: "单位",
      width: 150,
      fixed: true,
      phone: "head",
      render: (row) => (
        <Button type="link" size="small" style={{ padding: 0, height: 22 }} onClick={() => onUnit(row.unit)}>
          {row.unitName || row.unit}
        </Button>
      ),
    },
    { key: "state", title: "状态", width: 128, phone: "pair", render: (row) => <Mark tone={STATE_TONE[row.state]}>{MONTH_STATE[row.state]}</Mark> },
    { key: "progress", title: "已审核 / 应报", width: 108, align: "right", phone: "pair", render: (row) => progressText(row.counts) },
    count("waiting", "待审核", (row) => row.counts?.waiting),
    count("outstanding", "未报", (row) => row.counts?.outstanding),
    count("overdue", "逾期", (row) => row.counts?.overdue),
    { key: "last", title: "最近办理", width: 136, render: (row) => instantText(row.steps.at(-1)?.time) },
    { key: "reason", title: "理由", width: 200, ellipsis: true, phone: "wide", render: (row) => row.steps.at(-1)?.reason || "—" },
    { key: "steps", title: "操作", width: 130, phone: "wide", screenOnly: true, render: (row) => <MonthDeeds of={row} may={may} onDeed={onDeed} /> },
  ];
}
