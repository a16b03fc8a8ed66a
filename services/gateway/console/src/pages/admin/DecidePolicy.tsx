import { useState } from "react";
import { useRead } from "../../api/queries";
import { instantText } from "../../domain/month";
import type { PolicyVersion, RegisterPolicy } from "../../gen/pacesetter/registry/v1/policy_pb";
import { PolicyService } from "../../gen/pacesetter/registry/v1/policy_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { ErrorLine } from "../../ui/ErrorPanel";
import { TextField } from "../../ui/fields";
import { PolicyWords } from "./PolicyWords";

interface DecideProps {
  policy: RegisterPolicy;
  waiting: PolicyVersion;
  onClose: () => void;
}

/** The second person puts a version in force from its day on. */
export function ApprovePolicy({ policy, waiting, onClose }: DecideProps) {
  const [comment, setComment] = useState("");
  const input = { key: policy.key, version: waiting.version, comment: comment.trim() };
  return (
    <ActionDialog title={`批准修改：${policy.name}`} okText="批准" ready width={960} act={act(PolicyService.method.approvePolicy, input)} done="已批准，自生效日起执行" onClose={onClose}>
      {(error) => (
        <>
          <Proposal policy={policy} waiting={waiting} />
          <TextField id="comment" label="审批意见" long max={500} error={error} value={comment} onChange={setComment} />
        </>
      )}
    </ActionDialog>
  );
}

/** Closes a version that waits. */
export function RejectPolicy({ policy, waiting, onClose }: DecideProps) {
  const [reason, setReason] = useState("");
  const input = { key: policy.key, version: waiting.version, reason: reason.trim() };
  return (
    <ActionDialog title={`退回修改：${policy.name}`} okText="退回" danger ready={reason.trim() !== ""} width={960} act={act(PolicyService.method.rejectPolicy, input)} done="已退回" onClose={onClose}>
      {(error) => (
        <>
          <Proposal policy={policy} waiting={waiting} />
          <TextField id="reason" label="退回理由" required long max={500} error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}

/** What is decided on: who proposed what, and what it changes. */
function Proposal({ policy, waiting }: Pick<DecideProps, "policy" | "waiting">) {
  const { key } = policy;
  const { version, effectiveDate, source } = waiting;
  const proposed = useRead(PolicyService.method.getPolicy, { key, version });
  const preview = useRead(PolicyService.method.previewPolicy, { key, body: proposed.data?.body ?? "", effectiveDate, source }, proposed.data !== undefined);
  const error = proposed.error ?? preview.error;
  return (
    <>
      <p>
        第{version}版，{effectiveDate}起执行。由 {waiting.proposedBy} 于 {instantText(waiting.proposeTime)} 提出，理由：{waiting.reason}
      </p>
      <p className="muted">依据：{source}</p>
      {error && <ErrorLine error={error} />}
      {preview.data && proposed.data && <PolicyWords preview={preview.data} body={proposed.data.body} />}
    </>
  );
}
