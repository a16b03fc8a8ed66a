import { App, Button, Form, Input, Modal } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useRefresh } from "../../api/queries";
import { monthText } from "../../domain/month";
import type { Edits, Line } from "../../domain/progress";
import { lineFault, rebased, without } from "../../domain/progress";
import { DataGrid } from "../../ui/DataGrid";
import { ErrorLine } from "../../ui/ErrorPanel";
import { useSettled } from "../../ui/useSettled";
import { saveColumns } from "./saveColumns";
import type { ChangeEdits } from "./useEdits";
import type { Item } from "./useSaving";
import { useJudged, useSaving } from "./useSaving";

interface SaveDialogProps {
  month: string;
  lines: readonly Line[];
  edits: Edits;
  change: ChangeEdits;
  onClose: () => void;
}

/** The edits as the registry judges them, and the way to save them: as drafts, or handed in. */
export function SaveDialog({ month, lines, edits, change, onClose }: SaveDialogProps) {
  const [reason, setReason] = useState("");
  const { message } = App.useApp();
  const items = useMemo(() => itemsOf(lines, edits), [lines, edits]);
  const { data, error, isFetching } = useJudged(items, month, useSettled(reason));
  const { failures, course, save } = useSaving(month, (id) => change((all) => without(all, id)));
  useNewerRead(data !== undefined && [...data.values()].some((one) => one.newer));
  const ready = items.filter(({ line, fault }) => fault === "" && data?.get(line.id)?.refused === false);
  const away = Object.keys(edits).length - items.length;
  const busy = course !== null;

  const go = async (submit: boolean) => {
    const failed = await save(ready, reason, submit);
    const saved = ready.length - failed.size;
    if (saved > 0) void message.success(`${saved} 个项目的月报已${submit ? "提交" : "存为草稿"}`);
    if (failed.size === 0 && ready.length === items.length) onClose();
  };

  return (
    <Modal
      open
      width={1080}
      title={`检查并保存${monthText(month)}月报：${items.length} 个项目有改动`}
      onCancel={onClose}
      footer={[
        <span key="state" className="muted save-state" aria-live="polite">
          {busy ? `正在保存 ${course.done}/${course.of}` : stateText(items.length - ready.length, isFetching)}
        </span>,
        <Button key="draft" disabled={ready.length === 0 || isFetching} loading={busy} onClick={() => void go(false)}>
          存草稿（{ready.length}）
        </Button>,
        <Button key="submit" type="primary" disabled={ready.length === 0 || isFetching} loading={busy} onClick={() => void go(true)}>
          提交（{ready.length}）
        </Button>,
      ]}
    >
      <Form layout="vertical">
        <Form.Item label="理由（更正已审核的月报、定稿后补报的必填）" htmlFor="save-reason">
          <Input id="save-reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Form.Item>
      </Form>
      {error && <ErrorLine error={error} />}
      {away > 0 && <p>另有 {away} 个项目的改动不在当前清单里，换回它们的单位或筛选条件后再保存。</p>}
      <div className="save-preview">
        <DataGrid
          label="检查结果"
          fill
          virtual
          columns={saveColumns({
            judged: data,
            failures,
            onTheirs: (line) => change((all) => without(all, line.id)),
            onMine: (line) => change((all) => rebased(all, line.id, line.version)),
          })}
          rows={items}
          rowKey={({ line }) => line.id}
          loading={isFetching}
          empty="没有未保存的改动。"
        />
      </div>
    </Modal>
  );
}

function itemsOf(lines: readonly Line[], edits: Edits): Item[] {
  return lines.flatMap((line) => {
    const edit = edits[line.id];
    return edit ? [{ line, edit, fault: lineFault(line, edit) }] : [];
  });
}

/** Where somebody was faster, the list is read again: both versions are compared with what stands now. */
function useNewerRead(newer: boolean): void {
  const refresh = useRefresh();
  useEffect(() => {
    if (newer) refresh();
    // The refresh is made anew with every render; only the news counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [newer]);
}

function stateText(kept: number, checking: boolean): string {
  if (checking) return "正在检查…";
  return kept > 0 ? `${kept} 个项目不能保存，改动都还在` : "";
}
