import { Link } from "react-router";
import { reports } from "../../domain/annexes";
import { EMPTY_FILTER, projectSearch } from "../../domain/filters";
import { wan } from "../../domain/money";
import { instantText, monthText } from "../../domain/month";
import { ROW_ACTION } from "../../domain/words";
import type { CommitImportResponse, Import, ImportRow } from "../../gen/pacesetter/registry/v1/import_pb";
import { RowAction } from "../../gen/pacesetter/registry/v1/import_pb";
import type { Figures } from "../../gen/pacesetter/registry/v1/report_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { UndoButton } from "./UndoButton";

interface ResultProps {
  imported: Import;
  /** The commit's answer, if it was made on this page. */
  answer: CommitImportResponse | undefined;
  /** The dialog of undoing was closed: the import may be another now. */
  onUndone: () => void;
}

/** What an import has written, and where to see it. */
export function Result({ imported, answer, onUndone }: ResultProps) {
  const { unit, month } = imported;
  return (
    <>
      <section className="panel">
        <header>
          <h1>
            已写入 {imported.writtenCount} {reports(imported.annex) ? "份月报" : "个项目的登记"}
            {answer && answer.createdCount > 0 && `，新建 ${answer.createdCount} 个项目`}
          </h1>
        </header>
        <div className="body">
          <p style={{ margin: "0 0 4px" }}>
            {imported.fileName} · {imported.unitName || unit} · {monthText(month)} · 写入时间 {instantText(imported.commitTime)}
            {imported.rowCount > imported.validCount && `；另有 ${imported.rowCount - imported.validCount} 行未写入`}
          </p>
          {!answer && <p className="muted" style={{ margin: "0 0 4px" }}>这份文件已经写入；内容不变的文件再次上传，不会改动任何登记。</p>}
          <p className="links">
            <Link to={`/projects?${projectSearch({ ...EMPTY_FILTER, unit, month })}`}>看项目清单</Link>
            <Link to={`/rollup?${new URLSearchParams({ unit, month })}`}>看汇总</Link>
            <Link to="/imports">看导入记录</Link>
            <Link to="/imports/new">再导入一份</Link>
            <UndoButton imported={imported} onUndone={onUndone} />
          </p>
        </div>
      </section>
      {answer && <DataGrid label="写入结果" columns={columns(imported)} rows={answer.rows} rowKey={(row) => String(row.row)} empty="没有行。" />}
    </>
  );
}

const columns = (imported: Import): Column<ImportRow>[] => [
  { key: "row", title: "行", width: 48, align: "right", render: (row) => row.row },
  { key: "name", title: "项目名称", width: 260, ellipsis: true, phone: "head", render: (row) => <ProjectLink row={row} imported={imported} /> },
  { key: "action", title: "结果", width: 110, phone: "pair", render: (row) => ROW_ACTION[row.action] },
  { key: "month", title: "本月完成（万元）", width: 130, align: "right", phone: "pair", render: (row) => written(row, (f) => f.monthYuan) },
  { key: "ytd", title: "年度完成（万元）", width: 130, align: "right", phone: "pair", render: (row) => written(row, (f) => f.yearToDateYuan) },
  { key: "issues", title: "说明", width: 320, ellipsis: true, phone: "wide", render: (row) => row.issues.map((i) => i.message).join("；") || "—" },
];

/** The sum that was written; a row that was left out has none. */
function written(row: ImportRow, value: (figures: Figures) => bigint): string {
  const left = row.action === RowAction.REFUSED || row.action === RowAction.CONFLICT;
  return left || !row.sheet ? "—" : wan(value(row.sheet));
}

/** A new project is found by its name: the answer doesn't tell its ID. */
function ProjectLink({ row, imported: { unit, month } }: { row: ImportRow; imported: Import }) {
  if (row.projectId) return <Link to={`/projects/${row.projectId}`}>{row.name}</Link>;
  if (row.action !== RowAction.CREATE) return row.name || "（空）";
  return <Link to={`/projects?${projectSearch({ ...EMPTY_FILTER, unit, month, query: row.name })}`}>{row.name}</Link>;
}
