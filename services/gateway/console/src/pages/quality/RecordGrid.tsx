import { Button, Select } from "antd";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { grouped } from "../../domain/money";
import type { QualityFilter } from "../../domain/quality";
import { countsOf, KINDS, recordLink, spanText } from "../../domain/quality";
import type { Tree } from "../../domain/tree";
import { unitName } from "../../domain/tree";
import type { ReportingCounts, ReportingRecord } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { useRecordFormula } from "./useQuality";

interface RecordGridProps {
  filter: QualityFilter;
  tree: Tree | undefined;
  onChange: (change: Partial<QualityFilter>) => void;
}

const NONE: ReportingRecord[] = [];

/** How a unit's sub-units reported; each count leads to its reports, a name one level down. */
export function RecordGrid({ filter, tree, onChange }: RecordGridProps) {
  const { unit, year, month } = filter;
  const { data, error, refetch, isFetching } = useRead(HonestyService.method.listReportingRecord, { unit, year });
  const formula = useRecordFormula(filter.unit);
  if (error) return <ErrorPanel error={error} action="quality.read" onRetry={() => void refetch()} />;
  const months = data?.total?.months.length ?? 0;
  const shown = month <= months ? month : 0;
  const cutoff = `${spanText(year, shown)}，已到报送期限的月报`;
  const options = [0, ...Array.from({ length: months }, (_, at) => at + 1)].map((value) => ({ value, label: value === 0 ? "全年" : `${value}月` }));
  return (
    <DataGrid
      label="报送记录"
      fill
      title={
        <h2>
          {unitName(tree, unit)}报送记录（{cutoff}，单位：份）
        </h2>
      }
      extra={
        <>
          <CaliberNote caliber={{ title: "报送记录", formula, cutoff }} />
          <Select size="small" aria-label="月份" value={shown} options={options} onChange={(next: number) => onChange({ month: next })} style={{ width: 84 }} />
        </>
      }
      columns={columnsOf({ ...filter, month: shown }, data?.records ?? NONE, data?.total, (next) => onChange({ unit: next }))}
      rows={months === 0 ? NONE : (data?.records ?? NONE)}
      rowKey={(row) => row.unit}
      loading={isFetching}
      empty={data && months === 0 ? `${year}年还没有月报到报送期限。` : "没有应当报送的项目。"}
      totals
      onOpen={(row) => onChange({ unit: row.unit })}
    />
  );
}

type OnUnit = (unit: string) => void;

function columnsOf({ unit, year, month }: QualityFilter, records: readonly ReportingRecord[], total: ReportingRecord | undefined, onUnit: OnUnit): Column<ReportingRecord>[] {
  const sums = total && countsOf(total, month);
  const plain = (key: string, title: string, value: (counts: ReportingCounts) => number): Column<ReportingRecord> => ({
    key,
    title,
    width: 92,
    align: "right",
    phone: "pair",
    total: sums && grouped(value(sums)),
    render: (row) => grouped(value(countsOf(row, month) ?? EMPTY)),
  });
  const link = (of: string, kind: string, count: number) => (count === 0 ? "0" : <Link to={recordLink({ unit: of, year, month, kind })}>{grouped(count)}</Link>);
  const linked = (kind: string): Column<ReportingRecord> => {
    const { label, count } = KINDS[kind]!;
    return {
      ...plain(kind, label, count),
      total: sums && link(unit, kind, count(sums)),
      // A unit's own projects have no list of their own: theirs are in the whole's.
      render: (row) => {
        const number = count(countsOf(row, month) ?? EMPTY);
        return row.unit === unit && records.length > 1 ? <span title="明细在合计中">{grouped(number)}</span> : link(row.unit, kind, number);
      },
    };
  };
  return [
    { key: "unit", title: "单位", width: 160, fixed: true, ellipsis: true, phone: "head", render: (row) => <UnitName row={row} itself={row.unit === unit} onUnit={onUnit} /> },
    plain("due", "应报", (c) => c.due),
    linked("missing"),
    plain("waiting", "其中待审核", (c) => c.waiting),
    ...["late", "corrected", "flagged", "unexplained", "false"].map(linked),
  ];
}

const EMPTY = { due: 0, missing: 0, waiting: 0, late: 0, corrected: 0, flagged: 0, unexplained: 0, falseCount: 0 } as ReportingCounts;

function UnitName({ row, itself, onUnit }: { row: ReportingRecord; itself: boolean; onUnit: OnUnit }) {
  if (itself) return <>{row.unitName || row.unit}（本级）</>;
  return (
    <Button type="link" size="small" data-unit={row.unit} style={{ padding: 0, height: 22 }} onClick={() => onUnit(row.unit)}>
      {row.unitName || row.unit}
    </Button>
  );
}
