import type { CreateImportResponse } from "../gen/pacesetter/registry/v1/import_pb";
import { CreateImportResponseSchema } from "../gen/pacesetter/registry/v1/import_pb";
import { decode, send } from "./client";

export interface Upload {
  file: File;
  unit: string;
  month: string;
  annex: number;
}

/** Uploads a sheet and gets its preview. */
export async function uploadSheet(upload: Upload, requestId: string): Promise<CreateImportResponse> {
  const form = new FormData();
  form.set("unit", upload.unit);
  form.set("month", upload.month);
  form.set("annex", String(upload.annex));
  form.set("file", upload.file, upload.file.name);
  const headers = { "Idempotency-Key": requestId };
  const body = await send("/api/v1/imports:upload", { method: "POST", body: form, headers });
  return decode(CreateImportResponseSchema, body);
}
