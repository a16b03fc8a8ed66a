import type { Document, DocumentKind, DocumentVersion, ListDocumentsResponse } from "../gen/pacesetter/registry/v1/document_pb";

/** The version that counts: the newest. */
export function newest(document: Document): DocumentVersion | undefined {
  return document.versions[document.versions.length - 1];
}

export function kindText(kinds: readonly DocumentKind[], key: string): string {
  return kinds.find((kind) => kind.key === key)?.name ?? key;
}

const KB = 1024n;
const MB = KB * KB;

/** A size as people read it: 820 B, 45 KB, 3.2 MB. */
export function sizeText(bytes: bigint): string {
  if (bytes < KB) return `${bytes} B`;
  if (bytes < MB) return `${(bytes + KB / 2n) / KB} KB`;
  const tenths = (bytes * 10n + MB / 2n) / MB;
  return `${tenths / 10n}.${tenths % 10n} MB`;
}

/** What is wrong with a file before it is sent; empty if nothing. The register looks at its content again. */
export function documentFault(file: { name: string; size: number } | undefined, taken: Pick<ListDocumentsResponse, "maxBytes" | "extensions">): string {
  if (!file) return "";
  const name = file.name.toLowerCase();
  if (!taken.extensions.some((ending) => name.endsWith(ending))) return `不接收这种文件；可以上传：${taken.extensions.join("、")}。`;
  if (file.size === 0) return "文件是空的，请重新选择。";
  return BigInt(file.size) > taken.maxBytes ? `文件超过 ${sizeText(taken.maxBytes)}，请压缩或拆分后上传。` : "";
}

/** Where a version's content is. */
export function contentUrl(projectId: string, documentId: string, number: number): string {
  return `/api/v1/projects/${projectId}/documents/${documentId}/versions/${number}/content`;
}
