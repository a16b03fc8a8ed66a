import { Button } from "antd";
import { Link } from "react-router";
import { exportOf } from "../../api/exports";
import { figureLink } from "../../domain/filters";
import type { Rollup, UnitRollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ExportButtons } from "../../ui/ExportButtons";
import { CaliberNote } from "../../ui/Figure";
import { AllFormulas } from "./AllFormulas";
import { figureColumns } from "./columns";
import type { RollupView } from "./view";
import { cutoffOf, requestOf, rowsOf, showsGrowth } from "./view";

interface UnitTableProps {
  rollup: Rollup;
  view: RollupView;
  onUnit: (unit: string) => void;
}

/** The sub-units with their figures; a name goes one level down. */
export function UnitTable({ rollup, view, onUnit }: UnitTableProps) {
  const growth = showsGrowth(rollup, view);
  const link = (row: UnitRollup, figure: string, text: string) => (
    <Link to={figureLink({ ...rowsOf(view), unit: row.unit, figure, itself: row.itself })} title="看明细项目">
      {text}
    </Link>
  );
  const columns: Column<UnitRollup>[] = [
    {
      key: "name",
      title: "单位",
      width: 104,
      fixed: true,
      ellipsis: true,
      phone: "head",
      render: (row) => <UnitName row={row} view={view} onUnit={onUnit} />,
    },
    ...figureColumns<UnitRollup>({ figures: (row) => row.figures, name: (row) => row.name, total: rollup.figures, link, growth }),
  ];
  return (
    <DataGrid
      label="下级单位"
      columns={columns}
      rows={rollup.children}
      rowKey={(row) => `${row.unit}/${row.itself}`}
      empty={<NoChildren view={view} />}
      totals
      onOpen={(row) => onUnit(row.unit)}
      title={<h2>下级单位（{cutoffOf(view)}，投资单位：亿元，超/欠时序：个百分点）</h2>}
      extra={
        <>
          <CaliberNote caliber={{ title: "各列", formula: <AllFormulas growth={growth} />, cutoff: cutoffOf(view) }} />
          <ExportButtons of={exportOf("rollups", view.unit, StatisticsService.method.getRollup, requestOf(view))} />
        </>
      }
    />
  );
}

function UnitName({ row, view, onUnit }: { row: UnitRollup; view: RollupView; onUnit: (unit: string) => void }) {
  if (row.itself) return <Link to={figureLink({ ...rowsOf(view), unit: row.unit, itself: true })}>{row.name}（本级）</Link>;
  return (
    <Button type="link" size="small" data-unit={row.unit} style={{ padding: 0, height: 22 }} onClick={() => onUnit(row.unit)}>
      {row.name}
    </Button>
  );
}

function NoChildren({ view }: { view: RollupView }) {
  return (
    <>
      本单位没有下级单位。<Link to={figureLink(rowsOf(view))}>看本单位的项目</Link>
    </>
  );
}
