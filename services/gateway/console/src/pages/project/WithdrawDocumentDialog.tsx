import { useState } from "react";
import type { Document } from "../../gen/pacesetter/registry/v1/document_pb";
import { DocumentService } from "../../gen/pacesetter/registry/v1/document_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { TextField } from "../../ui/fields";

interface WithdrawDocumentDialogProps {
  projectId: string;
  document: Document;
  onClose: () => void;
}

/** Says that a document does not count any more, and why. */
export function WithdrawDocumentDialog({ projectId, document, onClose }: WithdrawDocumentDialogProps) {
  const [reason, setReason] = useState("");
  const input = { projectId, id: document.id, reason: reason.trim(), version: document.version };
  return (
    <ActionDialog
      title={`撤下档案：${document.title}`}
      okText="撤下"
      danger
      ready={reason.trim() !== ""}
      act={act(DocumentService.method.withdrawDocument, input)}
      done="档案已撤下，记录和文件保留"
      onClose={onClose}
    >
      {(error) => <TextField id="reason" label="理由" required long max={500} error={error} value={reason} onChange={setReason} />}
    </ActionDialog>
  );
}
