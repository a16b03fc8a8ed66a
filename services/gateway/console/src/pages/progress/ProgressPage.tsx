import { Badge, Button, Checkbox, Input, Segmented } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTree, useWorkplace } from "../../app/workplace";
import { grouped } from "../../domain/money";
import { monthAt, monthText, yearOf } from "../../domain/month";
import type { Pasted } from "../../domain/paste";
import { blockOf, pasted, withPasted } from "../../domain/paste";
import { mayAnywhere } from "../../domain/permissions";
import type { Line } from "../../domain/progress";
import { cellsOf, lineOf, typed } from "../../domain/progress";
import { unitName } from "../../domain/tree";
import type { GridHandle } from "../../ui/DataGrid";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { UnitPicker } from "../../ui/pickers";
import { PrintButton } from "../../ui/PrintButton";
import { useSettled } from "../../ui/useSettled";
import { useTitle } from "../../ui/useTitle";
import { MonthGrid } from "./MonthGrid";
import { PasteDialog } from "./PasteDialog";
import { SaveDialog } from "./SaveDialog";
import { useCells } from "./useCells";
import { useEdits } from "./useEdits";
import type { ProgressFilter } from "./useFilter";
import { useFilter } from "./useFilter";
import { MOST, useMonthRows } from "./useMonthRows";
import { YearGrid } from "./YearGrid";
import "./progress.css";

const NONE: Line[] = [];

/** The month's sheet of a unit's projects: read, written in place, pasted into, checked and saved in one go. */
export function ProgressPage() {
  const { session } = useWorkplace();
  const [filter, change] = useFilter();
  const { tree } = useTree(yearOf(filter.month));
  useTitle(`${unitName(tree, filter.unit)} ${monthText(filter.month)} 进度清单`);
  const [now] = useState(() => monthAt(new Date()));
  const { data, error, refetch, isFetching } = useMonthRows(filter);
  const lines = useMemo(() => data?.rows.map((row) => lineOf(row, filter.month, now)) ?? NONE, [data, filter.month, now]);
  const note = data && data.projects > data.rows.length ? `共 ${grouped(data.projects)} 个项目，这里只有前 ${grouped(MOST)} 个，请选择下级单位。` : "";
  return (
    <div className="page fill">
      <div className="bar one-line">
        <UnitPicker tree={tree} allowClear={false} value={filter.unit} onChange={(unit) => change({ unit })} />
        <MonthPicker value={filter.month} onChange={(month) => change({ month })} />
        <Search query={filter.query} onChange={(query) => change({ query })} />
        <Checkbox checked={filter.missing} onChange={(event) => change({ missing: event.target.checked })}>
          只看未报
        </Checkbox>
        <span className="push" />
        <Segmented aria-label="看什么" options={VIEWS} value={filter.view} onChange={(view) => change({ view })} />
        <PrintButton />
      </div>
      {error && <ErrorPanel error={error} action="project.read" onRetry={() => void refetch()} />}
      {!error && filter.view === "year" && <YearGrid month={filter.month} now={now} lines={lines} loading={isFetching} note={note} />}
      {!error && filter.view === "month" && (
        <Sheet key={filter.month} filter={filter} lines={lines} loading={isFetching} note={note} writes={mayAnywhere(session.grants, "report.write")} />
      )}
    </div>
  );
}

const VIEWS: { value: ProgressFilter["view"]; label: string }[] = [
  { value: "month", label: "本月填报" },
  { value: "year", label: "各月完成" },
];

function Search({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const [text, setText] = useState(query);
  const settled = useSettled(text);
  useEffect(() => {
    if (settled !== query) onChange(settled);
    // Only what was typed is told; the address may change by other ways.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return <Input allowClear aria-label="查找项目" placeholder="项目名称、代码、单位" value={text} onChange={(event) => setText(event.target.value)} style={{ width: 200 }} />;
}

interface SheetProps {
  filter: ProgressFilter;
  lines: readonly Line[];
  loading: boolean;
  note: string;
  writes: boolean;
}

function Sheet({ filter: { month }, lines, loading, note, writes }: SheetProps) {
  const { session } = useWorkplace();
  const [edits, change, kept] = useEdits(session.principal, month);
  const [paste, setPaste] = useState<Pasted>();
  const [saving, setSaving] = useState(false);
  const grid = useRef<GridHandle>(null);
  const keys = useCells({
    count: lines.length,
    grid,
    textAt: ({ row, field }) => cellsOf(lines[row]!, edits[lines[row]!.id])[field],
    mayWrite: ({ row }) => lines[row]?.hindrance === "",
    onType: ({ row, field }, text) => change((all) => typed(all, lines[row]!, field, text.trim())),
    onReset: ({ row, field }) => change((all) => typed(all, lines[row]!, field, lines[row]!.registered[field])),
  });
  const count = Object.keys(edits).length;
  useSaveKey(() => count > 0 && setSaving(true));
  const back = () => keys.go(keys.place());
  usePaste((text) => setPaste(pasted(blockOf(text), lines, keys.place(), edits)));
  return (
    <div className="sheet">
      {writes && (
        <div className="bar">
          <span aria-live="polite">{count === 0 ? "没有未保存的改动" : `${count} 个项目有改动，还没有保存${kept ? "" : "（本机存不下，请不要关闭页面）"}`}</span>
          <span className="push" />
          <Button size="small" disabled={count === 0} onClick={() => change(() => ({}))}>
            放弃改动
          </Button>
          <Badge count={count} size="small" overflowCount={9999}>
            <Button size="small" type="primary" disabled={count === 0} onClick={() => setSaving(true)}>
              检查并保存
            </Button>
          </Badge>
        </div>
      )}
      <MonthGrid month={month} lines={lines} edits={edits} keys={keys} loading={loading} note={note} handle={grid} />
      {paste && (
        <PasteDialog
          pasted={paste}
          onClose={() => {
            setPaste(undefined);
            back();
          }}
          onTake={(cells) => {
            change((all) => withPasted(all, cells));
            setPaste(undefined);
            back();
          }}
        />
      )}
      {saving && <SaveDialog month={month} lines={lines} edits={edits} change={change} onClose={() => setSaving(false)} />}
    </div>
  );
}

/** What is pasted while a cell has the focus; where a field has it, the paste is the field's. */
function usePaste(take: (text: string) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (!document.activeElement?.closest("[data-cell]")) return;
      event.preventDefault();
      take(event.clipboardData?.getData("text/plain") ?? "");
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  });
}

/** Ctrl+S saves, as in every sheet. */
function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return; // Caps Lock makes it S
      event.preventDefault();
      save();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}
