import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { WorkItem } from "../gen/pacesetter/registry/v1/work_pb";
import { WorkKind } from "../gen/pacesetter/registry/v1/work_pb";
import { LIBRARY } from "./libraries";
import { monthText } from "./month";
import { STAGE } from "./words";

export const WORK: Record<WorkKind, string> = {
  [WorkKind.UNSPECIFIED]: "—",
  [WorkKind.REPORT_RETURNED]: "退回待改",
  [WorkKind.REPORT_WAITING]: "月报待审",
  [WorkKind.STAGE_WAITING]: "阶段待认定",
  [WorkKind.LIBRARY_PROPOSED]: "入库待审",
  [WorkKind.PLAN_WAITING]: "计划待批",
};

const TAB: Record<WorkKind, string> = {
  [WorkKind.UNSPECIFIED]: "facts",
  [WorkKind.REPORT_RETURNED]: "progress",
  [WorkKind.REPORT_WAITING]: "progress",
  [WorkKind.STAGE_WAITING]: "life",
  [WorkKind.LIBRARY_PROPOSED]: "life",
  [WorkKind.PLAN_WAITING]: "plan",
};

/** Where the thing is done. */
export function workLink({ kind, projectId }: Pick<WorkItem, "kind" | "projectId">): string {
  return `/projects/${projectId}?tab=${TAB[kind]}`;
}

/** What it is about: 2020年5月, 竣工, 储备库, 2021年计划. */
export function workAbout({ kind, month, stage, library, year }: Pick<WorkItem, "kind" | "month" | "stage" | "library" | "year">): string {
  switch (kind) {
    case WorkKind.REPORT_RETURNED:
    case WorkKind.REPORT_WAITING:
      return monthText(month);
    case WorkKind.STAGE_WAITING:
      return STAGE[stage];
    case WorkKind.LIBRARY_PROPOSED:
      return `申报${LIBRARY[library]}`;
    case WorkKind.PLAN_WAITING:
      return `${year}年计划`;
    default:
      return "";
  }
}

/** The least time left first; then what has no day, the longest waiting first. */
export function byTimeLeft(a: WorkItem, b: WorkItem): number {
  if (a.dueTime && b.dueTime) return timestampMs(a.dueTime) - timestampMs(b.dueTime);
  if (a.dueTime || b.dueTime) return a.dueTime ? -1 : 1;
  return since(a) - since(b);
}

function since({ sinceTime }: WorkItem): number {
  return sinceTime ? timestampMs(sinceTime) : 0;
}
