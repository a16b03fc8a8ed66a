import { useState } from "react";
import { useRead } from "../../api/queries";
import { reports } from "../../domain/annexes";
import { wan } from "../../domain/money";
import { UNDO_ACTION } from "../../domain/words";
import type { Import, UndoRow } from "../../gen/pacesetter/registry/v1/import_pb";
import { ImportService, UndoAction } from "../../gen/pacesetter/registry/v1/import_pb";
import type { Figures } from "../../gen/pacesetter/registry/v1/report_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { PagedGrid } from "../../ui/PagedGrid";

interface UndoDialogProps {
  imported: Import;
  onClose: () => void;
}

/** Takes an import back, after showing what goes back and what stays, and asking why. */
export function UndoDialog({ imported, onClose }: UndoDialogProps) {
  const { id } = imported;
  const [reason, setReason] = useState("");
  const { data, error: unread, refetch } = useRead(ImportService.method.previewUndo, { id });
  const count = data?.undoCount ?? 0;
  return (
    <ActionDialog
      title={`撤销导入：${imported.fileName}`}
      okText={`撤销 ${count} 行`}
      ready={count > 0 && reason.trim() !== ""}
      danger
      width={720}
      act={act(ImportService.method.undoImport, { id, reason: reason.trim() })}
      done="导入已撤销，变更记录保留"
      onClose={onClose}
    >
      {(error) => (
        <>
          {unread && <ErrorPanel error={unread} action="import" onRetry={() => void refetch()} />}
          {data && (
            <>
              <p style={{ margin: "0 0 8px" }}>
                将退回 {count} 行{data.leftCount > 0 && `，保留 ${data.leftCount} 行（导入之后有变动或不能改）`}。新项目退库并不再计入任何汇总；原有的数以新的版本恢复，历史不删除。
              </p>
              <PagedGrid label="撤销的内容" columns={columns(imported.annex)} rows={data.rows} rowKey={(row) => String(row.row)} empty="没有可以撤销的内容。" />
            </>
          )}
          <TextField id="reason" label="撤销理由" required long error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}

function columns(annex: number): Column<UndoRow>[] {
  const figures: Column<UndoRow>[] = [
    { key: "present", title: "现年度完成（万元）", width: 132, align: "right", phone: "pair", render: (row) => yearOf(row.present) },
    { key: "former", title: "撤销后（万元）", width: 112, align: "right", phone: "pair", render: (row) => yearOf(row.former) },
  ];
  return [
    { key: "row", title: "行", width: 48, align: "right", render: (row) => row.row },
    { key: "name", title: "项目名称", width: 200, ellipsis: true, phone: "head", render: (row) => row.name },
    { key: "action", title: "撤销后", width: 112, phone: "pair", render: (row) => <Mark tone={row.action === UndoAction.LEAVE ? "warn" : "info"}>{UNDO_ACTION[row.action]}</Mark> },
    ...(reports(annex) ? figures : []),
    { key: "message", title: "原因", width: 240, phone: "wide", render: (row) => row.message || "—" },
  ];
}

function yearOf(figures: Figures | undefined): string {
  return figures ? wan(figures.yearToDateYuan) : "—";
}
