import { Progress, Select } from "antd";
import { useState } from "react";
import { uploadDocument } from "../../api/uploadDocument";
import { documentFault, sizeText } from "../../domain/documents";
import type { Document, ListDocumentsResponse } from "../../gen/pacesetter/registry/v1/document_pb";
import { ActionDialog } from "../../ui/ActionDialog";
import { Field, TextField } from "../../ui/fields";

interface DocumentDialogProps {
  projectId: string;
  taken: ListDocumentsResponse;
  /** The document that gets another version; none for a new one. */
  document: Document | undefined;
  onClose: () => void;
}

/** Files a new document, or the next version of one, and shows how far its bytes have gone. */
export function DocumentDialog({ projectId, taken, document, onClose }: DocumentDialogProps) {
  const [kind, setKind] = useState("");
  const [title, setTitle] = useState("");
  const [note, setNote] = useState("");
  const [file, setFile] = useState<File>();
  const [percent, setPercent] = useState<number>();
  const fault = documentFault(file, taken);
  const upload = { projectId, documentId: document?.id ?? "", kind, title, note, version: document?.version ?? 0n };
  const pick = (picked: File | undefined) => {
    if (!picked) return;
    setFile(picked);
    if (title === "") setTitle(picked.name.replace(/\.[^.]*$/, ""));
  };
  const send = async (idOf: (content: string) => string) => {
    if (!file) return;
    const content = [...Object.values(upload).map(String), file.name, file.size, file.lastModified].join("|");
    try {
      await uploadDocument({ ...upload, file }, idOf(content), setPercent);
    } finally {
      setPercent(undefined);
    }
  };
  return (
    <ActionDialog
      title={document ? `上传新版本：${document.title}` : "上传档案"}
      okText="上传"
      ready={file !== undefined && fault === "" && (document !== undefined || (kind !== "" && title.trim() !== ""))}
      act={send}
      done={document ? "新版本已归档，旧版本保留" : "档案已归档"}
      onClose={onClose}
    >
      {(error) => (
        <>
          <Field id="file" label="文件" required error={error} hint={fault || `${taken.extensions.join("、")}，不超过 ${sizeText(taken.maxBytes)}`}>
            <div className="drop slim">
              <input id="file" type="file" accept={taken.extensions.join(",")} onChange={(event) => pick(event.target.files?.[0])} />
              <span aria-hidden>{file?.name ?? "点击选择文件，也可拖到这里"}</span>
            </div>
          </Field>
          {!document && (
            <>
              <Field id="kind" label="种类" required error={error}>
                <Select id="kind" value={kind || undefined} placeholder="选择种类" options={taken.kinds.map(({ key, name }) => ({ value: key, label: name }))} onChange={setKind} />
              </Field>
              <TextField id="title" label="名称" required error={error} value={title} onChange={setTitle} />
            </>
          )}
          <TextField id="note" label="说明" long max={500} error={error} value={note} onChange={setNote} />
          {percent !== undefined && <Progress percent={percent} size="small" aria-label="上传进度" />}
        </>
      )}
    </ActionDialog>
  );
}
