import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { asApiError } from "../../api/errors";
import type { ApiError } from "../../api/errors";
import { useRead } from "../../api/queries";
import { dayAt } from "../../domain/month";
import { bodyFaults } from "../../domain/policies";
import type { GetPolicyResponse, RegisterPolicy } from "../../gen/pacesetter/registry/v1/policy_pb";
import { PolicyService } from "../../gen/pacesetter/registry/v1/policy_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { DayField, Field, TextField } from "../../ui/fields";
import { PolicyWords } from "./PolicyWords";

interface ProposePolicyProps {
  policy: RegisterPolicy;
  onClose: () => void;
}

/** Proposes a policy's next version, starting from the one in force. */
export function ProposePolicy({ policy, onClose }: ProposePolicyProps) {
  const { data, error } = useRead(PolicyService.method.getPolicy, { key: policy.key, version: policy.version });
  if (error) {
    return (
      <Modal open title={`提出修改：${policy.name}`} onCancel={onClose} footer={null}>
        <ErrorPanel error={error} />
      </Modal>
    );
  }
  return data ? <Editor policy={policy} from={data} onClose={onClose} /> : null;
}

function Editor({ policy, from, onClose }: ProposePolicyProps & { from: GetPolicyResponse }) {
  const [body, setBody] = useState(from.body);
  const [day, setDay] = useState(() => dayAt(new Date()));
  const [source, setSource] = useState("");
  const [reason, setReason] = useState("");
  const asked = { key: policy.key, body, effectiveDate: day };
  const preview = usePreview(asked);
  const ready = source.trim() !== "" && reason.trim() !== "" && body.trim() !== "" && day !== "";
  const input = { ...asked, source: source.trim(), reason: reason.trim(), version: from.latestVersion };
  return (
    <ActionDialog title={`提出修改：${policy.name}`} okText="提出" ready={ready} width={1040} act={act(PolicyService.method.proposePolicy, input)} done="已提出，待另一位管理员批准" onClose={onClose}>
      {(refused) => {
        const wrong = preview.data ? null : (preview.error ?? refused);
        return (
          <>
            <div className="policy-editor">
              <BodyField body={body} error={wrong} onChange={setBody} />
              <div>
                <DayField id="effective_date" label="从哪天起执行" required error={wrong} hint="今天或以后；以前办理的事项不变" value={day} onChange={setDay} />
                <TextField id="policy_source" name="source" label="依据的文件" required long max={500} error={refused} value={source} onChange={setSource} />
                <TextField id="reason" label="理由" required long max={500} error={refused} value={reason} onChange={setReason} />
                <Button onClick={preview.show}>预览修改前后</Button>
              </div>
            </div>
            {preview.data && <PolicyWords preview={preview.data} body={body} />}
          </>
        );
      }}
    </ActionDialog>
  );
}

interface Asked {
  key: string;
  body: string;
  effectiveDate: string;
}

/** What a proposal would change, as it was when that was asked for; gone once it is edited. */
function usePreview(asked: Asked) {
  const [shown, setShown] = useState<Asked | null>(null);
  const current = shown !== null && shown.body === asked.body && shown.effectiveDate === asked.effectiveDate;
  const { data, error, isPlaceholderData } = useRead(PolicyService.method.previewPolicy, asked, current);
  return { data: current && !isPlaceholderData ? data : undefined, error: current && error ? asApiError(error) : null, show: () => setShown(asked) };
}

/** The rules as JSON, with what is wrong with them beside. */
function BodyField({ body, error, onChange }: { body: string; error: ApiError | null; onChange: (body: string) => void }) {
  const faults = bodyFaults(error);
  return (
    <Field id="body" label="规则内容（JSON）" required error={null}>
      <Input.TextArea id="body" className="policy-body" spellCheck={false} value={body} status={faults.length > 0 ? "error" : undefined} onChange={(event) => onChange(event.target.value)} />
      {faults.length > 0 && (
        <div className="policy-faults" role="alert" aria-label="规则内容的错误">
          <ul>
            {faults.map(({ path, message }) => (
              <li key={path + message}>
                <code>{path}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Field>
  );
}
