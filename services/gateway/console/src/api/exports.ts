import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { bind } from "./binding";

/** The kinds of files that a view is handed out as. */
export type ExportFormat = "xlsx" | "csv";

/** What can be handed out as a file: whose view, of which unit or cut-off, with which parameters. */
export interface ExportedView {
  view: "rollups" | "rankings" | "targets" | "projects" | "register" | "restatements";
  of: string;
  query: string;
}

/** The file of what a read tells: it takes the read's own parameters, so that both show the same. */
export function exportOf<I extends DescMessage, O extends DescMessage>(
  view: ExportedView["view"],
  of: string,
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
): ExportedView {
  return { view, of, query: new URL(bind(method, input).url, "http://here").search.slice(1) };
}

/** Where the file is to be had. */
export function exportAddress({ view, of, query }: ExportedView, format: ExportFormat): string {
  const search = new URLSearchParams(query);
  search.set("format", format);
  return `/api/v1/exports/${view}/${encodeURIComponent(of)}?${search}`;
}
