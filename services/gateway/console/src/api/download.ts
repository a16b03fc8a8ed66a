import { saveFile } from "../ui/saveFile";
import { errorOf } from "./errors";

/** The name that an answer gives its file, as RFC 5987 writes it. */
export function fileNameOf(disposition: string | null, otherwise: string): string {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "");
  try {
    return found ? decodeURIComponent(found[1]!) : otherwise;
  } catch {
    return otherwise;
  }
}

/** Fetches a file and hands it to the browser's downloads; a refusal is an ApiError and no file. */
export async function download(url: string, otherwise: string): Promise<void> {
  let response: Response;
  let content: Blob;
  try {
    response = await fetch(url, { credentials: "same-origin" });
    content = await response.blob();
  } catch {
    throw errorOf(0, "");
  }
  if (!response.ok) throw errorOf(response.status, await content.text());
  saveFile(fileNameOf(response.headers.get("Content-Disposition"), otherwise), content.type, content);
}
