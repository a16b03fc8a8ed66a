import { useRef, useState } from "react";
import { newRequestId, read, write } from "../../api/client";
import { asApiError } from "../../api/errors";
import { keyOf, useRefresh } from "../../api/queries";
import type { ListingChange } from "../../domain/listings";
import { changed, unchangedText } from "../../domain/listings";
import type { ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";

/** What became of one project. */
export interface Outcome {
  project: ProjectRow;
  state: "done" | "unchanged" | "failed";
  text: string;
}

interface Run {
  running: boolean;
  stopped: boolean;
  outcomes: readonly Outcome[];
}

const IDLE: Run = { running: false, stopped: false, outcomes: [] };

/**
 * Changes one project after the other, each by the version that it has at that moment. The
 * same content goes under the same request ID, so that what is tried again after a lost
 * answer does nothing twice.
 */
export function useBulkRun(year: number) {
  const [run, setRun] = useState<Run>(IDLE);
  const stop = useRef(false);
  const ids = useRef(new Map<string, string>());
  const refresh = useRefresh();
  const idOf = (content: string) => {
    const id = ids.current.get(content) ?? newRequestId();
    ids.current.set(content, id);
    return id;
  };
  const one = async (project: ProjectRow, change: ListingChange, reason: string): Promise<Outcome> => {
    try {
      const { getProject, setProjectYear } = ProjectService.method;
      const known = (await read(getProject, { id: project.id })).project;
      const record = known?.years.find((at) => at.year === year);
      if (!known || !record) return { project, state: "failed", text: `没有${year}年的登记` };
      const listings = changed(record.listings, change);
      if (!listings) return { project, state: "unchanged", text: unchangedText(record.listings, change) };
      const { $typeName: _, ...fields } = record;
      const content = { id: project.id, year: { ...fields, listings }, version: known.version, reason };
      await write(setProjectYear, content, idOf(keyOf(setProjectYear, content).join(" ")));
      return { project, state: "done", text: "已调整" };
    } catch (caught) {
      const { message, reason: why } = asApiError(caught);
      return { project, state: "failed", text: `${message}（${why}）` };
    }
  };
  const start = async (projects: readonly ProjectRow[], change: ListingChange, reason: string) => {
    stop.current = false;
    const settled = run.outcomes.filter((outcome) => !projects.includes(outcome.project)); // of a run before this one
    let outcomes: readonly Outcome[] = settled;
    setRun({ running: true, stopped: false, outcomes });
    for (const project of projects) {
      if (stop.current) break;
      outcomes = [...outcomes, await one(project, change, reason)];
      setRun({ running: true, stopped: false, outcomes });
    }
    setRun({ running: false, stopped: outcomes.length < settled.length + projects.length, outcomes });
    refresh();
  };
  return { ...run, start, stop: () => void (stop.current = true) };
}
