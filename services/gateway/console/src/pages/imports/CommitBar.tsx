import { toJsonString } from "@bufbuild/protobuf";
import { App, Button, Input, Switch } from "antd";
import { useState } from "react";
import { write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError } from "../../api/errors";
import { useRefresh, useRequestId } from "../../api/queries";
import type { Decisions } from "../../domain/decisions";
import { reports } from "../../domain/annexes";
import { optionsOf } from "../../domain/decisions";
import { hindrance } from "../../domain/imports";
import type { CommitImportResponse, Preview } from "../../gen/pacesetter/registry/v1/import_pb";
import { ImportOptionsSchema, ImportService } from "../../gen/pacesetter/registry/v1/import_pb";
import { ErrorLine } from "../../ui/ErrorPanel";

interface CommitBarProps {
  id: string;
  annex: number;
  preview: Preview;
  decisions: Decisions;
  /** Whether the preview does not yet know of the latest decisions. */
  outdated: boolean;
  onCommitted: (answer: CommitImportResponse) => void;
  onStale: () => void;
}

/** Writes the valid rows, after saying once more what will happen. */
export function CommitBar({ id, annex, preview, decisions, outdated, onCommitted, onStale }: CommitBarProps) {
  const [strict, setStrict] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const { modal } = App.useApp();
  const requestId = useRequestId();
  const refresh = useRefresh();
  const hindered = hindrance(preview, strict, reason, annex);
  const left = preview.rowCount - preview.validCount;

  const commit = async () => {
    const options = optionsOf(decisions);
    const content = { id, options, fingerprint: preview.fingerprint, strict, reason: reason.trim() };
    const key = [toJsonString(ImportOptionsSchema, options), content.fingerprint, strict, content.reason].join("|");
    try {
      const answer = await write(ImportService.method.commitImport, content, requestId(key));
      onCommitted(answer);
      refresh();
    } catch (caught) {
      const refused = asApiError(caught);
      setError(refused);
      if (refused.reason === "PREVIEW_STALE") onStale();
    }
  };
  const ask = () =>
    modal.confirm({
      title: `写入 ${preview.writeCount} 行？`,
      content: `${reports(annex) ? "写入后成为已提交的月报。" : "写入后改变项目的登记，每一处都留下变更记录。"}${left > 0 ? `有错误或未决定的 ${left} 行不写入。` : ""}`,
      okText: "写入",
      onOk: commit,
    });

  return (
    <div className="bar commit-bar">
      <Switch size="small" id="strict" checked={strict} onChange={setStrict} />
      <label htmlFor="strict" className="nowrap" title="有任何一行有错误，整份表格都不写入">
        严格模式
      </label>
      {preview.reasonNeeded && (
        <Input aria-label="更正理由" placeholder="更正理由（必填）" value={reason} onChange={(e) => setReason(e.target.value)} style={{ maxWidth: 320 }} />
      )}
      <span className="push muted">{error ? <ErrorLine error={error} /> : hindered}</span>
      <Button type="primary" disabled={hindered !== "" || outdated} onClick={ask}>
        写入 {preview.writeCount} 行
      </Button>
    </div>
  );
}
