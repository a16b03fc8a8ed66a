import { Button, Segmented, Tabs } from "antd";
import { useMemo, useState } from "react";
import type { Decisions } from "../../domain/decisions";
import { asksDefaults, wordOn } from "../../domain/decisions";
import type { Placed, RowFilter } from "../../domain/imports";
import { counts, filtered, placed, ROW_FILTERS } from "../../domain/imports";
import { unrecognised } from "../../domain/sheetColumns";
import { say, SKIPPED } from "../../domain/words";
import type { ImportRow, MapColumnsResponse, Preview, SkippedRow } from "../../gen/pacesetter/registry/v1/import_pb";
import type { Selection } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { PagedGrid } from "../../ui/PagedGrid";
import { usePhone } from "../../ui/usePhone";
import { ColumnsGrid } from "./ColumnsGrid";
import { issueList, rowColumns } from "./rowColumns";
import { SelectedBar } from "./SelectedBar";
import { SeverityMark } from "./SeverityMark";

interface PreviewTablesProps {
  id: string;
  annex: number;
  preview: Preview;
  decisions: Decisions;
  loading: boolean;
  onChange: (decisions: Decisions) => void;
  onMapped: (answer: MapColumnsResponse) => void;
}

/** The preview: its rows, how its columns were read, its cells with issues, and what was not read as a project. */
export function PreviewTables({ id, annex, preview, decisions, loading, onChange, onMapped }: PreviewTablesProps) {
  const phone = usePhone();
  const open = unrecognised(preview);
  const issues = useMemo(() => placed(preview.rows), [preview]);
  const tabs = [
    {
      key: "rows",
      label: `项目行 ${preview.rowCount}`,
      children: <Rows annex={annex} preview={preview} decisions={decisions} loading={loading} onChange={onChange} />,
    },
    {
      key: "columns",
      label: open > 0 ? `表头 ${open} 未识别` : "表头",
      children: <ColumnsGrid id={id} preview={preview} decisions={decisions} onMapped={onMapped} />,
    },
    {
      key: "issues",
      label: `单元格问题 ${issues.length}`,
      children: <PagedGrid label="单元格问题" columns={ISSUE_COLUMNS} rows={issues} rowKey={issueKey} empty="没有发现问题。" />,
    },
    {
      key: "skipped",
      label: `未读入的行 ${preview.skipped.length}`,
      children: (
        <PagedGrid label="未读入的行" columns={SKIPPED_COLUMNS} rows={preview.skipped} rowKey={(row) => String(row.row)} empty="每一行都读入了。" />
      ),
    },
  ];
  return (
    <section className="panel">
      <div className="body">
        <Tabs key={preview.lacking.length > 0 ? "columns" : "rows"} defaultActiveKey={preview.lacking.length > 0 ? "columns" : "rows"} items={tabs} tabBarGutter={phone ? 9 : 32} />
      </div>
    </section>
  );
}

function Rows({ annex, preview, decisions, loading, onChange }: Omit<PreviewTablesProps, "id" | "onMapped">) {
  const [filter, setFilter] = useState<RowFilter>("all");
  const { selection, selected, all, clear } = useSelectedRows(preview.rows, decisions);
  const rows = useMemo(() => filtered(preview.rows, filter), [preview, filter]);
  const number = counts(preview.rows);
  const options = (Object.keys(ROW_FILTERS) as RowFilter[]).map((value) => ({
    value,
    label: `${ROW_FILTERS[value]} ${number[value]}`,
  }));
  return (
    <PagedGrid
      label="项目行"
      title={
        <>
          <Segmented size="small" aria-label="只看" options={options} value={filter} onChange={setFilter} />
          {selected.length > 0 && <SelectedBar rows={selected} decisions={decisions} onChange={onChange} onClear={clear} />}
          {selected.length === 0 && selection && (
            <Button size="small" onClick={all}>
              选择全部新项目
            </Button>
          )}
        </>
      }
      extra={<span className="muted">投资单位：万元{preview.moneyUnit && `（表格单位：${preview.moneyUnit}）`}</span>}
      columns={rowColumns(annex, decisions, onChange)}
      rows={rows}
      rowKey={(row) => String(row.row)}
      loading={loading}
      empty="没有这样的行。"
      expanded={{ render: issueList, has: (row) => row.issues.length > 0 }}
      selection={selection}
    />
  );
}

/** The new rows that are selected; there is nothing to choose for others. */
function useSelectedRows(rows: readonly ImportRow[], decisions: Decisions) {
  const [keys, setKeys] = useState<string[]>([]);
  const may = (row: ImportRow) => asksDefaults(row, wordOn(decisions, row.row));
  const selectable = rows.filter(may).map((row) => String(row.row));
  const kept = selectable.filter((key) => keys.includes(key));
  const selection: Selection<ImportRow> = { keys: kept, may, label: (row) => `选择第${row.row}行`, onChange: setKeys };
  return {
    selection: selectable.length > 0 ? selection : undefined,
    selected: kept.map(Number),
    all: () => setKeys(selectable),
    clear: () => setKeys([]),
  };
}

function issueKey({ issue }: Placed): string {
  return `${issue.cell}/${issue.row}/${issue.reason}`;
}

const ISSUE_COLUMNS: Column<Placed>[] = [
  { key: "cell", title: "单元格", width: 68, phone: "head", render: (p) => p.issue.cell || `第${p.issue.row}行` },
  { key: "row", title: "行", width: 52, align: "right", render: (p) => p.issue.row },
  { key: "letter", title: "列", width: 48, align: "center", render: (p) => p.letter || "—" },
  { key: "column", title: "栏目", width: 120, phone: "pair", render: (p) => p.issue.column || "—" },
  { key: "project", title: "项目名称", width: 200, ellipsis: true, phone: "wide", render: (p) => p.project },
  { key: "value", title: "表中的值", width: 130, ellipsis: true, phone: "pair", render: (p) => p.issue.value || "（空）" },
  { key: "severity", title: "程度", width: 64, phone: "pair", render: (p) => <SeverityMark severity={p.issue.severity} /> },
  { key: "message", title: "原因", width: 260, phone: "wide", render: (p) => <span title={p.issue.reason}>{p.issue.message}</span> },
  { key: "suggestion", title: "建议", width: 220, phone: "wide", render: (p) => p.issue.suggestion || "—" },
];

const SKIPPED_COLUMNS: Column<SkippedRow>[] = [
  { key: "row", title: "行", width: 60, align: "right", phone: "head", render: (row) => row.row },
  { key: "why", title: "原因", width: 120, phone: "pair", render: (row) => say(SKIPPED, row.why) },
  { key: "text", title: "内容", width: 600, ellipsis: true, phone: "wide", render: (row) => row.text || "—" },
];
