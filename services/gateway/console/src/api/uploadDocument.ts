import type { UploadDocumentResponse } from "../gen/pacesetter/registry/v1/document_pb";
import { UploadDocumentResponseSchema } from "../gen/pacesetter/registry/v1/document_pb";
import { decode, SESSION_ENDED } from "./client";
import { errorOf } from "./errors";

export interface DocumentUpload {
  projectId: string;
  /** The document that this is the next version of; empty for a new one. */
  documentId: string;
  kind: string;
  title: string;
  note: string;
  version: bigint;
  file: File;
}

/** The form as the gateway reads it: the file comes last, for the gateway reads no further before it passes it on. */
export function formOf({ documentId, kind, title, note, version, file }: DocumentUpload): FormData {
  const form = new FormData();
  if (documentId !== "") form.set("document_id", documentId);
  else {
    form.set("kind", kind);
    form.set("title", title.trim());
  }
  form.set("note", note.trim());
  form.set("version", String(version));
  form.set("file", file, file.name);
  return form;
}

/** Uploads a document and tells the share that has gone, 0 to 100; fetch tells no progress. */
export function uploadDocument(upload: DocumentUpload, requestId: string, onProgress: (percent: number) => void): Promise<UploadDocumentResponse> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/projects/${encodeURIComponent(upload.projectId)}/documents:upload`);
    request.setRequestHeader("Idempotency-Key", requestId);
    request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
      if (lengthComputable) onProgress(Math.floor((loaded / total) * 100));
    });
    request.addEventListener("error", () => reject(errorOf(0, "")));
    request.addEventListener("load", () => {
      if (request.status === 401) window.dispatchEvent(new Event(SESSION_ENDED));
      if (request.status >= 200 && request.status < 300) resolve(decode(UploadDocumentResponseSchema, request.responseText));
      else reject(errorOf(request.status, request.responseText));
    });
    request.send(formOf(upload));
  });
}
