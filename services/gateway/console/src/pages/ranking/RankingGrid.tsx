import { Button } from "antd";
import { Link } from "react-router";
import { exportOf } from "../../api/exports";
import { figureLink } from "../../domain/filters";
import { knownText, PRESENT } from "../../domain/known";
import { monthText } from "../../domain/month";
import { printAddress } from "../../domain/prints";
import { changeText, MEASURE, shownOf } from "../../domain/ranking";
import type { RankedUnit, Ranking } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { IndicatorService, Measure } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import type { Column } from "../../ui/columns";
import { DataGrid } from "../../ui/DataGrid";
import { ExportButtons } from "../../ui/ExportButtons";
import { CaliberNote } from "../../ui/Figure";
import { Mark } from "../../ui/Mark";
import { PrintButton } from "../../ui/PrintButton";

interface RankingGridProps {
  ranking: Ranking | undefined;
  loading: boolean;
  onUnit: (unit: string) => void;
}

const NONE: RankedUnit[] = [];

/** Where the sub-units stand; every word is about the answer, not about what is asked next. */
export function RankingGrid({ ranking, loading, onUnit }: RankingGridProps) {
  const cutoff = ranking ? knownText(ranking.month, { ...PRESENT, cutoff: ranking.cutoff }) : "";
  const indicator = ranking?.indicator;
  const measure = MEASURE[indicator?.measure ?? Measure.UNSPECIFIED];
  return (
    <DataGrid
      label="排名"
      fill
      title={<h2>{ranking ? `${ranking.name}各单位${indicator?.name}排名（${cutoff}，单位：${measure}）` : "排名"}</h2>}
      extra={
        ranking &&
        indicator && (
          <>
            <CaliberNote
              caliber={{ title: indicator.name, formula: `${indicator.formula}依据：${indicator.source}。`, cutoff, to: figureLink(rowsOf(ranking, ranking.unit)) }}
            />
            <PrintButton pdf={printAddress("ranking", { ...rowsOf(ranking, ranking.unit), indicator: indicator.key })} />
            <ExportButtons of={exportOf("rankings", ranking.unit, IndicatorService.method.getRanking, { ...rowsOf(ranking, ranking.unit), indicator: indicator.key })} />
          </>
        )
      }
      columns={columnsOf(ranking, onUnit)}
      rows={ranking?.units ?? NONE}
      rowKey={(row) => row.unit}
      loading={loading}
      empty="本单位没有下级单位可排。"
      totals
      totalsLabel={ranking?.name}
      note={ranking && noteOf(ranking)}
      onOpen={(row) => row.hasChildren && onUnit(row.unit)}
    />
  );
}

function noteOf({ formerMonth, cutoff }: Ranking): string {
  const compared = formerMonth ? `名次变化与${monthText(formerMonth)}相比。` : `${cutoff ? "定稿只定格一个月" : "1 月是计划年度的第一个月"}，没有名次变化。`;
  return `显示的数相同的名次并列；没有数的单位不排名，并说明原因。${compared}`;
}

function rowsOf({ month, listing, cutoff }: Ranking, unit: string) {
  return { unit, month, listing, cutoff };
}

function columnsOf(ranking: Ranking | undefined, onUnit: (unit: string) => void): Column<RankedUnit>[] {
  return [
    { key: "rank", title: "名次", width: 96, align: "right", phone: "pair", render: (row) => <Rank row={row} /> },
    { key: "unit", title: "单位", width: 160, ellipsis: true, phone: "head", render: (row) => <UnitName row={row} onUnit={onUnit} /> },
    {
      key: "value",
      title: ranking?.indicator?.name ?? "数值",
      width: 160,
      align: "right",
      phone: "pair",
      total: ranking?.value?.shown || "—",
      render: (row) => (
        <Link to={ranking ? figureLink(rowsOf(ranking, row.unit)) : ""} title="看明细项目">
          {shownOf(row)}
        </Link>
      ),
    },
    { key: "change", title: "名次变化", width: 112, align: "right", phone: "pair", total: "", render: changeText },
    { key: "why", title: "说明", width: 320, ellipsis: true, phone: "wide", total: ranking?.value?.missing?.text ?? "—", render: (row) => row.value?.missing?.text ?? "—" },
  ];
}

function Rank({ row }: { row: RankedUnit }) {
  if (row.rank === undefined) return <span className="muted">不排名</span>;
  return (
    <>
      {row.tied && <Mark tone="quiet">并列</Mark>} {row.rank}
    </>
  );
}

function UnitName({ row, onUnit }: { row: RankedUnit; onUnit: (unit: string) => void }) {
  if (!row.hasChildren) return <>{row.name}</>;
  return (
    <Button type="link" size="small" data-unit={row.unit} style={{ padding: 0, height: 22 }} onClick={() => onUnit(row.unit)}>
      {row.name}
    </Button>
  );
}
