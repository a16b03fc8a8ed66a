import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newRequestId, read, write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError } from "../../api/errors";
import { useRefresh } from "../../api/queries";
import type { Edit, Line } from "../../domain/progress";
import { draftOf } from "../../domain/progress";
import type { PreviewedReport } from "../../gen/pacesetter/registry/v1/progress_pb";
import { ProgressService } from "../../gen/pacesetter/registry/v1/progress_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";

/** An edited project with what it would be saved as. */
export interface Item {
  line: Line;
  edit: Edit;
  /** Its sums can't be read, or contradict each other; empty where they are sound. */
  fault: string;
}

/** As many as the API judges at once. */
const CHUNK = 500;

/** So many are saved at a time. */
const AT_ONCE = 4;

const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

async function judged(items: readonly Item[], month: string, reason: string, signal: AbortSignal): Promise<Map<string, PreviewedReport>> {
  const drafts = items.flatMap(({ line, edit }) => draftOf(line, edit, reason) ?? []);
  const told = new Map<string, PreviewedReport>();
  for (let at = 0; at < drafts.length; at += CHUNK) {
    const { reports } = await read(ProgressService.method.previewReports, { month, drafts: drafts.slice(at, at + CHUNK) }, signal);
    for (const report of reports) told.set(report.projectId, report);
  }
  return told;
}

/** What the registry says to these edits as they stand; it is asked anew when they change. */
export function useJudged(items: readonly Item[], month: string, reason: string) {
  const sound = items.filter((item) => item.fault === "");
  const key = JSON.stringify(sound.map(({ line, edit }) => draftOf(line, edit, reason)), plain);
  return useQuery<Map<string, PreviewedReport>, ApiError>({
    queryKey: ["previewed", month, key],
    queryFn: ({ signal }) => judged(sound, month, reason, signal),
    structuralSharing: false,
    gcTime: 0,
  });
}

/** Why a project's month was not saved, by its ID. */
export type Failures = ReadonlyMap<string, ApiError>;

/** Saves projects one by one: what arrived is told at once, what failed stays to be sent again. */
export function useSaving(month: string, onSaved: (id: string) => void) {
  const [failures, setFailures] = useState<Failures>(new Map());
  const [course, setCourse] = useState<{ done: number; of: number } | null>(null);
  const ids = useRef(new Map<string, string>());
  const refresh = useRefresh();

  // The same content goes under the same ID: a repetition after a lost answer changes nothing.
  const idOf = (content: string) => {
    const id = ids.current.get(content) ?? newRequestId();
    ids.current.set(content, id);
    return id;
  };

  const saveOne = async ({ line, edit }: Item, reason: string, submit: boolean): Promise<ApiError | null> => {
    const draft = draftOf(line, edit, reason);
    if (!draft) return null;
    const request = { ...draft, month, submit };
    try {
      await write(ReportService.method.saveReport, request, idOf(JSON.stringify(request, plain)));
      onSaved(line.id);
      return null;
    } catch (caught) {
      return asApiError(caught);
    }
  };

  const save = async (items: readonly Item[], reason: string, submit: boolean): Promise<Failures> => {
    const failed = new Map<string, ApiError>();
    setCourse({ done: 0, of: items.length });
    for (let at = 0; at < items.length; at += AT_ONCE) {
      const some = items.slice(at, at + AT_ONCE);
      const errors = await Promise.all(some.map((item) => saveOne(item, reason, submit)));
      errors.forEach((error, index) => error && failed.set(some[index]!.line.id, error));
      setCourse({ done: at + some.length, of: items.length });
    }
    setFailures(failed);
    setCourse(null);
    refresh();
    return failed;
  };
  return { failures, course, save };
}
