import { Button } from "antd";
import { Link, useNavigate } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { annexShort, annexText } from "../../domain/annexes";
import { instantText, monthText } from "../../domain/month";
import { IMPORT_STATE } from "../../domain/words";
import type { Import } from "../../gen/pacesetter/registry/v1/import_pb";
import { ImportService, ImportState } from "../../gen/pacesetter/registry/v1/import_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { useRemembered } from "../../ui/remembered";
import { usePages } from "../../ui/usePages";
import { useTitle } from "../../ui/useTitle";
import { UndoButton } from "./UndoButton";

const NONE: Import[] = [];

/** The sheets that were uploaded, newest first. */
export function ImportsPage() {
  useTitle("导入记录");
  const { session } = useWorkplace();
  const navigate = useNavigate();
  const [size, setSize] = useRemembered(session.principal, "pageSize", "50");
  const pages = usePages("imports", Number(size), (next) => setSize(String(next)));
  const request = { pageSize: Number(size), pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(ImportService.method.listImports, request);
  if (error) return <ErrorPanel error={error} action="import" onRetry={() => void refetch()} />;
  return (
    <div className="page fill">
      <DataGrid
        label="导入记录"
        fill
        title={<h1>导入记录</h1>}
        extra={
          <Button type="primary" size="small" onClick={() => void navigate("/imports/new")}>
            导入表格
          </Button>
        }
        columns={COLUMNS}
        rows={data?.imports ?? NONE}
        rowKey={(row) => row.id}
        loading={isFetching}
        empty={
          <>
            还没有导入过表格。<Link to="/imports/new">导入第一份</Link>
          </>
        }
        onOpen={(row) => void navigate(`/imports/${row.id}`)}
        pager={pages.pager(data, "")}
      />
    </div>
  );
}

const COLUMNS: Column<Import>[] = [
  {
    key: "file",
    title: "文件",
    width: 280,
    fixed: true,
    ellipsis: true,
    phone: "head",
    render: (row) => <Link to={`/imports/${row.id}`}>{row.fileName}</Link>,
  },
  { key: "annex", title: "表", width: 68, phone: "pair", render: (row) => <span title={annexText(row.annex)}>{annexShort(row.annex)}</span> },
  { key: "unit", title: "单位", width: 120, phone: "pair", render: (row) => row.unitName || row.unit },
  { key: "month", title: "月份", width: 100, phone: "pair", render: (row) => monthText(row.month) },
  { key: "state", title: "状态", width: 88, phone: "pair", render: (row) => <StateMark state={row.state} /> },
  { key: "rows", title: "项目行", width: 76, align: "right", phone: "pair", render: (row) => row.rowCount },
  { key: "valid", title: "有效行", width: 76, align: "right", phone: "pair", render: (row) => row.validCount },
  { key: "written", title: "已写入", width: 76, align: "right", phone: "pair", render: (row) => row.writtenCount },
  { key: "principal", title: "上传人", width: 140, ellipsis: true, render: (row) => row.principal },
  { key: "created", title: "上传时间", width: 140, render: (row) => instantText(row.createTime) },
  { key: "committed", title: "写入时间", width: 140, render: (row) => instantText(row.commitTime) },
  { key: "undo", title: "撤销", width: 112, phone: "pair", render: (row) => <UndoCell row={row} /> },
];

const TONES: Record<ImportState, Tone> = {
  [ImportState.UNSPECIFIED]: "quiet",
  [ImportState.PREVIEWED]: "info",
  [ImportState.COMMITTED]: "good",
  [ImportState.UNDONE]: "warn",
};

/** The button, or when it was undone and why. */
function UndoCell({ row }: { row: Import }) {
  if (row.state === ImportState.UNDONE) return <span title={row.undoReason}>{instantText(row.undoTime)}</span>;
  return <UndoButton imported={row} />;
}

function StateMark({ state }: { state: ImportState }) {
  return <Mark tone={TONES[state]}>{IMPORT_STATE[state]}</Mark>;
}
