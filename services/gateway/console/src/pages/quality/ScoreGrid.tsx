import { Button, Popover, Select } from "antd";
import { Link } from "react-router";
import { exportOf } from "../../api/exports";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { figureLink } from "../../domain/filters";
import { grouped } from "../../domain/money";
import { monthText, numberOf } from "../../domain/month";
import type { QualityFilter } from "../../domain/quality";
import { recordLink, scoreMonth, scoreText } from "../../domain/quality";
import type { Tree } from "../../domain/tree";
import { unitName } from "../../domain/tree";
import type { IndicatorValue, RankedUnit, Ranking, ScorePart } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { IndicatorService } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import type { Column } from "../../ui/columns";
import { DataGrid } from "../../ui/DataGrid";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { ExportButtons } from "../../ui/ExportButtons";
import { CaliberNote } from "../../ui/Figure";

interface ScoreGridProps {
  filter: QualityFilter;
  tree: Tree | undefined;
  onChange: (change: Partial<QualityFilter>) => void;
}

const NONE: RankedUnit[] = [];
const MONTHS = Array.from({ length: 12 }, (_, at) => ({ value: at + 1, label: `${at + 1}月` }));

/** How far the units' data can be relied on: the score, what it is put together from, and the rows behind each part. */
export function ScoreGrid({ filter, tree, onChange }: ScoreGridProps) {
  const { month: present } = useWorkplace();
  const month = scoreMonth(filter, present);
  const request = { unit: filter.unit, month, indicator: "quality" };
  const { data, error, refetch, isFetching } = useRead(IndicatorService.method.getRanking, request);
  if (error) return <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />;
  const ranking = data?.ranking;
  return (
    <DataGrid
      label="数据质量评分"
      fill
      title={
        <h2>
          {unitName(tree, filter.unit)}数据质量评分（{monthText(month)}，满分 100 分）
        </h2>
      }
      extra={
        <>
          {ranking?.indicator && (
            <CaliberNote caliber={{ title: "数据质量评分", formula: `${ranking.indicator.formula}依据：${ranking.indicator.source}。`, cutoff: `${monthText(month)}，按现时所知` }} />
          )}
          <Select size="small" aria-label="月份" value={numberOf(month)} options={MONTHS} onChange={(next: number) => onChange({ month: next })} style={{ width: 84 }} />
          <ExportButtons of={exportOf("rankings", filter.unit, IndicatorService.method.getRanking, request)} />
        </>
      }
      columns={columnsOf(ranking, (unit) => onChange({ unit }))}
      rows={ranking?.units ?? NONE}
      rowKey={(row) => row.unit}
      loading={isFetching}
      empty="本单位没有下级单位可评。"
      totals
      totalsLabel={ranking?.name}
      note="没有取得数据的单位不评分，并说明原因；某项没有可评的内容时，权重归其余各项。点评分看算式，点各项看背后的月报或项目。"
      onOpen={(row) => row.hasChildren && onChange({ unit: row.unit })}
    />
  );
}

function columnsOf(ranking: Ranking | undefined, onUnit: (unit: string) => void): Column<RankedUnit>[] {
  const month = ranking?.month ?? "";
  const parts = ranking?.value?.parts ?? [];
  return [
    { key: "rank", title: "名次", width: 64, align: "right", phone: "pair", total: "", render: (row) => row.rank ?? "—" },
    { key: "unit", title: "单位", width: 150, ellipsis: true, phone: "head", render: (row) => <UnitName row={row} onUnit={onUnit} /> },
    { key: "score", title: "评分", width: 84, align: "right", phone: "pair", total: <Score value={ranking?.value} name={ranking?.name ?? ""} />, render: (row) => <Score value={row.value} name={row.name} /> },
    ...parts.map((part, at) => partColumn(part, at, ranking, month)),
    { key: "why", title: "说明", width: 220, ellipsis: true, phone: "wide", total: ranking?.value?.missing?.text ?? "—", render: (row) => row.value?.missing?.text ?? "—" },
  ];
}

function partColumn({ key, name, weight }: ScorePart, at: number, ranking: Ranking | undefined, month: string): Column<RankedUnit> {
  const cell = (unit: string, value: IndicatorValue | undefined) => <Share part={value?.parts[at]} to={rowsOf(key, unit, month)} />;
  return {
    key,
    title: `${name}（${weight} 分）`,
    width: 150,
    align: "right",
    phone: "wide",
    total: cell(ranking?.unit ?? "", ranking?.value),
    render: (row) => cell(row.unit, row.value),
  };
}

/** The rows behind a part: reports that came late or were corrected, projects that lack facts, else all projects. */
function rowsOf(part: string, unit: string, month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), numberOf(month)];
  if (part === "punctuality_rate") return recordLink({ unit, year, month: number, kind: "late" });
  if (part === "uncorrected_rate") return recordLink({ unit, year, month: number, kind: "corrected" });
  return figureLink({ unit, month, figure: part === "facts_rate" ? "lacking" : "projects" });
}

function Share({ part, to }: { part: ScorePart | undefined; to: string }) {
  if (!part) return <>—</>;
  if (part.missing) return <span className="muted" title={part.missing.text}>—</span>;
  return (
    <Link to={to} title={`${part.name} ${part.shown}%，看明细`}>
      {part.shown}%<small className="muted">（{grouped(part.part)}/{grouped(part.whole)}）</small>
    </Link>
  );
}

function Score({ value, name }: { value: IndicatorValue | undefined; name: string }) {
  if (!value?.shown) return <>—</>;
  return (
    <Popover title={`${name}的评分`} trigger="click" content={<Terms value={value} />}>
      <Button type="link" size="small" aria-label={`${name}的评分 ${value.shown}，看算式`} style={{ padding: 0, height: 22 }}>
        {value.shown}
      </Button>
    </Popover>
  );
}

function Terms({ value }: { value: IndicatorValue }) {
  return (
    <div className="caliber-text">
      {value.parts.map(({ key, name, weight, shown, missing }) => (
        <p key={key}>
          {name}：{missing ? missing.text : `${shown}%`}，权重 {weight}
        </p>
      ))}
      <p className="muted">
        {scoreText(value.parts)} = {value.shown}
      </p>
    </div>
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
