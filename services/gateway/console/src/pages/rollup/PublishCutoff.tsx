import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError, fieldMessage } from "../../api/errors";
import { useRefresh, useRequestId } from "../../api/queries";
import { grouped } from "../../domain/money";
import { monthAt, monthText } from "../../domain/month";
import type { Cutoff } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import { CutoffService } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import type { RollupView } from "./view";

interface PublishProps {
  view: RollupView;
  rollup: Rollup;
  cutoffs: readonly Cutoff[];
  onPublished: (id: string) => void;
}

/** Freezes the month's figures of the unit, after it was said what that means. */
export function PublishCutoff(props: PublishProps) {
  const [open, setOpen] = useState(false);
  const { view } = props;
  const [now] = useState(() => monthAt(new Date()));
  const early = view.month > now;
  return (
    <>
      <Button size="small" disabled={early} title={early ? `${monthText(view.month)}还没有开始` : undefined} onClick={() => setOpen(true)}>
        公布定稿
      </Button>
      {open && <PublishForm {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function PublishForm({ view, rollup, cutoffs, onPublished, onClose }: PublishProps & { onClose: () => void }) {
  const [note, setNote] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const requestId = useRequestId();
  const refresh = useRefresh();
  const { message } = App.useApp();
  const { unit, month } = view;
  const published = cutoffs.filter((cutoff) => cutoff.unit === unit).length;
  const asksWhy = published > 0 || error?.reason === "CUTOFF_REASON_REQUIRED";
  const publish = async () => {
    setBusy(true);
    try {
      const wanted = { unit, month, note: note.trim() };
      const { cutoff } = await write(CutoffService.method.publishCutoff, wanted, requestId(JSON.stringify(wanted)));
      void message.success(`${rollup.name}${monthText(month)}定稿第${cutoff?.revision}版已公布`);
      refresh();
      onClose();
      if (cutoff) onPublished(cutoff.id);
    } catch (caught) {
      setError(asApiError(caught));
      refresh();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={`公布${rollup.name}${monthText(month)}定稿`}
      onCancel={onClose}
      okText="公布"
      okButtonProps={{ disabled: asksWhy && note.trim() === "", loading: busy }}
      onOk={() => void publish()}
    >
      <Consequence rollup={rollup} frozen={view.cutoff !== ""} published={published} />
      {error && <ErrorLine error={error} />}
      <Form layout="vertical" requiredMark>
        <Form.Item label={asksWhy ? "为什么再次公布" : "说明（可不填）"} htmlFor="note" required={asksWhy} help={fieldMessage(error, "note") || undefined}>
          <Input.TextArea id="note" value={note} maxLength={500} autoSize={{ minRows: 2 }} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Consequence({ rollup, frozen, published }: { rollup: Rollup; frozen: boolean; published: number }) {
  const { name, month, figures } = rollup;
  const missing = figures?.missing ?? 0n;
  return (
    <>
      <p>
        {name}及其全部下级单位{monthText(month)}的数，按此刻已知的固定下来，公布后不能更改，也不能撤回。以后的更正只在“数据修订”中列出。
      </p>
      {!frozen && missing > 0n && <p className="behind">现在还有 {grouped(missing)} 个项目未报，将按未报定稿。</p>}
      {published > 0 && <p>本月已公布过 {published} 版，这次是第 {published + 1} 版，须写明原因；以前各版照旧可查。</p>}
    </>
  );
}
