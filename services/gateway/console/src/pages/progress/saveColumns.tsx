import { Button } from "antd";
import { wanText } from "../../domain/money";
import { readAmount } from "../../domain/amount";
import type { Cells, Field, Line } from "../../domain/progress";
import { cellsIn, cellsOf, FIELD_TEXT, FIELDS, isAmount } from "../../domain/progress";
import { SITE_STATE, stateOf } from "../../domain/phone";
import type { PreviewedReport } from "../../gen/pacesetter/registry/v1/progress_pb";
import { Severity } from "../../gen/pacesetter/registry/v1/report_pb";
import type { Column } from "../../ui/DataGrid";
import { Mark } from "../../ui/Mark";
import type { Failures, Item } from "./useSaving";

interface SaveColumnsOptions {
  judged: ReadonlyMap<string, PreviewedReport> | undefined;
  failures: Failures;
  onTheirs: (line: Line) => void;
  onMine: (line: Line) => void;
}

export function saveColumns({ judged, failures, onTheirs, onMine }: SaveColumnsOptions): Column<Item>[] {
  return [
    { key: "name", title: "项目名称", width: 200, phone: "head", render: ({ line }) => line.name },
    { key: "changes", title: "改动（金额为万元）", width: 380, phone: "wide", render: (item) => <Changes item={item} /> },
    {
      key: "result",
      title: "检查结果",
      width: 420,
      phone: "wide",
      render: (item) => {
        const told = judged?.get(item.line.id);
        if (item.fault) return <Said tone="bad" word="不能保存" text={item.fault} />;
        if (told?.newer) return <Conflict item={item} theirs={told} onTheirs={onTheirs} onMine={onMine} />;
        return <Findings told={told} failure={failures.get(item.line.id)?.message} />;
      },
    },
  ];
}

function textOf(field: Field, text: string): string {
  const yuan = isAmount(field) ? readAmount(text) : null;
  return (yuan === null ? text : wanText(yuan)) || "空";
}

/** What becomes of each cell that differs from what is registered. */
function Changes({ item: { line, edit } }: { item: Item }) {
  const cells = cellsOf(line, edit);
  return (
    <ul className="plain-list number-list">
      {FIELDS.filter((field) => cells[field] !== line.registered[field]).map((field) => (
        <li key={field}>
          {FIELD_TEXT[field]}：<span className="muted">{textOf(field, line.registered[field])}</span> → {textOf(field, cells[field])}
        </li>
      ))}
    </ul>
  );
}

function Said({ tone, word, text }: { tone: "bad" | "warn" | "good"; word: string; text: string }) {
  return (
    <div>
      <Mark tone={tone}>{word}</Mark> {text}
    </div>
  );
}

function Findings({ told, failure }: { told: PreviewedReport | undefined; failure: string | undefined }) {
  if (!told) return "";
  return (
    <>
      {failure && <Said tone="bad" word="没有保存" text={failure} />}
      {told.findings.map((finding) => (
        <Said
          key={`${finding.reason}/${finding.field}`}
          tone={finding.severity === Severity.ERROR ? "bad" : "warn"}
          word={finding.severity === Severity.ERROR ? "不能保存" : finding.explanationAsked ? "需说明" : "提示"}
          text={finding.message}
        />
      ))}
      {!told.refused && told.findings.length === 0 && <Said tone="good" word="通过" text="" />}
    </>
  );
}

interface ConflictProps {
  item: Item;
  theirs: PreviewedReport;
  onTheirs: (line: Line) => void;
  onMine: (line: Line) => void;
}

/** Both versions of a month that somebody else changed in the meantime; mine may take the place of theirs while it is open. */
function Conflict({ item: { line, edit }, theirs, onTheirs, onMine }: ConflictProps) {
  const read = line.version === String(theirs.newer?.version ?? 0n);
  return (
    <div data-conflict={line.name}>
      <Said tone="warn" word="与登记不一致" text="别人先改了这个月的月报，请比对两份。" />
      <p className="versions">
        <strong>登记中（{SITE_STATE[stateOf(theirs.newer)]}）</strong>：{summary(cellsIn(theirs.newer))}
      </p>
      <p className="versions">
        <strong>您填的</strong>：{summary(cellsOf(line, edit))}
      </p>
      <div className="line">
        <Button size="small" onClick={() => onTheirs(line)}>
          用登记中的
        </Button>
        {line.hindrance ? (
          <span className="muted">{line.hindrance}</span>
        ) : (
          <Button size="small" disabled={!read} onClick={() => onMine(line)}>
            用我填的
          </Button>
        )}
      </div>
    </div>
  );
}

function summary(cells: Cells): string {
  return FIELDS.map((field) => `${FIELD_TEXT[field]} ${textOf(field, cells[field])}`).join("，");
}
