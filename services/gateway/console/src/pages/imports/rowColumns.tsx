import type { Decisions } from "../../domain/decisions";
import { reports } from "../../domain/annexes";
import { actionText, hasError } from "../../domain/imports";
import { wan } from "../../domain/money";
import { ROW_MATCH } from "../../domain/words";
import type { ImportRow } from "../../gen/pacesetter/registry/v1/import_pb";
import { RowAction, RowMatch } from "../../gen/pacesetter/registry/v1/import_pb";
import type { Figures } from "../../gen/pacesetter/registry/v1/report_pb";
import { Severity } from "../../gen/pacesetter/registry/v1/report_pb";
import type { Column } from "../../ui/columns";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { Decide } from "./Decide";
import { SeverityMark } from "./SeverityMark";

/** The columns of a preview's rows; only annex 3 reports sums. */
export function rowColumns(annex: number, decisions: Decisions, onChange: (decisions: Decisions) => void): Column<ImportRow>[] {
  const sum = (key: string, title: string, value: (figures: Figures) => bigint): Column<ImportRow> => ({
    key,
    title,
    width: 98,
    align: "right",
    phone: "pair",
    render: (row) => <Compared row={row} title={title} value={value} />,
  });
  return [
    { key: "row", title: "行", width: 44, align: "right", fixed: true, render: (row) => row.row },
    { key: "name", title: "项目名称", width: 204, fixed: true, ellipsis: true, phone: "head", render: (row) => <span title={[row.name, row.section].filter(Boolean).join("\n")}>{row.name || "（空）"}</span> },
    { key: "match", title: "匹配", width: 84, phone: "pair", render: (row) => <Match row={row} /> },
    { key: "action", title: "将要", width: 98, phone: "pair", render: (row) => <Action row={row} annex={annex} /> },
    {
      key: "choice",
      title: "由您决定",
      width: 252,
      phone: "wide",
      render: (row) => <Decide row={row} decisions={decisions} onChange={onChange} />,
    },
    ...(reports(annex) ? [sum("month", "本月完成", (f) => f.monthYuan), sum("yearToDate", "年度完成", (f) => f.yearToDateYuan), sum("cumulative", "累计完成", (f) => f.cumulativeYuan)] : []),
    { key: "issues", title: "问题", width: 240, ellipsis: true, phone: "wide", render: (row) => <Issues row={row} /> },
    { key: "unit", title: "计入单位", width: 96, ellipsis: true, phone: "pair", render: (row) => row.unitName || row.unit || "—" },
    { key: "total", title: "总投资", width: 92, align: "right", render: (row) => wan(row.totalInvestmentYuan) },
    { key: "planned", title: "年度计划", width: 88, align: "right", render: (row) => wan(row.plannedYuan) },
    { key: "company", title: "项目单位", width: 160, ellipsis: true, render: (row) => row.company || "—" },
  ];
}

interface ComparedProps {
  row: ImportRow;
  title: string;
  value: (figures: Figures) => bigint;
}

/** The sheet's figure, and the register's where it says another; what is no figure as it stands in the sheet. */
function Compared({ row, title, value }: ComparedProps) {
  const bad = row.issues.find((issue) => issue.severity === Severity.ERROR && issue.column.startsWith(title));
  if (bad) return <span className="wrong">{bad.value || "（空）"}</span>;
  const sheet = row.sheet && value(row.sheet);
  const register = row.register && value(row.register);
  if (sheet === undefined) return "—";
  if (register === undefined || register === sheet) return wan(sheet);
  return (
    <div>
      {wan(sheet)}
      <div className="muted" title="登记现有的数">
        登记 {wan(register)}
      </div>
    </div>
  );
}

function Match({ row }: { row: ImportRow }) {
  const tone: Tone = row.match === RowMatch.AMBIGUOUS ? "warn" : row.match === RowMatch.NEW ? "info" : "plain";
  return <Mark tone={tone}>{ROW_MATCH[row.match]}</Mark>;
}

const TONES: Record<RowAction, Tone> = {
  [RowAction.UNSPECIFIED]: "quiet",
  [RowAction.CREATE]: "info",
  [RowAction.REPORT]: "good",
  [RowAction.CORRECT]: "warn",
  [RowAction.NOTHING]: "quiet",
  [RowAction.CONFLICT]: "bad",
  [RowAction.REFUSED]: "bad",
  [RowAction.RECORD]: "good",
};

function Action({ row, annex }: { row: ImportRow; annex: number }) {
  return (
    <>
      <Mark tone={TONES[row.action]}>{actionText(row.action, annex)}</Mark>
      {row.changedSince && (
        <div className="muted" title="表格没有变，登记在上次导入之后变过">
          登记已变
        </div>
      )}
    </>
  );
}

function Issues({ row }: { row: ImportRow }) {
  const first = row.issues[0];
  if (!first) return "—";
  const more = row.issues.length > 1 ? `（共 ${row.issues.length} 项）` : "";
  const text = `${first.cell} ${first.message}${more}`;
  return (
    <span className={hasError(row) ? "wrong" : ""} title={text}>
      {text}
    </span>
  );
}

/** All issues of one row. */
export function issueList(row: ImportRow) {
  return (
    <ul style={{ margin: 0, paddingLeft: 20 }}>
      {row.issues.map((issue) => (
        <li key={issue.cell + issue.reason}>
          <SeverityMark severity={issue.severity} /> {issue.cell} {issue.column}“{issue.value}”：{issue.message}
          {issue.suggestion && <span className="muted"> 建议：{issue.suggestion}</span>}
        </li>
      ))}
    </ul>
  );
}
