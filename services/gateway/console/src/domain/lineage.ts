import { CodeEventKind } from "../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../gen/pacesetter/registry/v1/project_pb";

export const CODE_EVENT: Record<CodeEventKind, string> = {
  [CodeEventKind.UNSPECIFIED]: "—",
  [CodeEventKind.CHANGED]: "变更",
  [CodeEventKind.INVALIDATED]: "失效",
  [CodeEventKind.SPLIT]: "拆分",
};

/** 二期 as 第2期; a part that is no phase. */
export function phaseText(phase: number): string {
  return phase > 0 ? `第${phase}期` : "子项目";
}

/** What is wrong with a phase as typed; empty stands for none. */
export function phaseFault(text: string): string {
  return text === "" || /^[1-9]\d?$/.test(text) ? "" : "期数是 1 到 99 的整数";
}

/** What share of the contract has arrived, one decimal; empty without a contract. */
export function arrivedRate(arrived: bigint, signed: bigint): string {
  if (signed <= 0n) return "";
  const tenths = (arrived * 2000n + signed) / (signed * 2n);
  return `${tenths / 10n}.${tenths % 10n}%`;
}

interface AttractionTyped {
  signedDate: string;
  landedDate: string;
  /** Null for what is no amount. */
  signedYuan: bigint | null;
  arrivedYuan: bigint | null;
}

/** What keeps it from being kept; empty where nothing does. */
export function attractionFault({ signedDate, landedDate, signedYuan, arrivedYuan }: AttractionTyped): string {
  if (signedYuan === null || arrivedYuan === null) return "金额请填万元数，例如 12000 或 1.2亿。";
  if (signedDate === "" && (landedDate !== "" || signedYuan > 0n || arrivedYuan > 0n)) return "请先填签约日期。";
  if (landedDate !== "" && landedDate < signedDate) return "落地日期不能早于签约日期。";
  return "";
}

interface CodeEventTyped {
  kind: CodeEventKind;
  date: string;
  newCode: string;
  successorIds: readonly string[];
  reason: string;
}

/** What the event still lacks; empty where nothing does. */
export function codeEventFault({ kind, date, newCode, successorIds, reason }: CodeEventTyped): string {
  if (date === "") return "请填日期。";
  if (reason === "") return "请填理由。";
  if (kind === CodeEventKind.CHANGED && newCode === "") return "请填新代码。";
  if (kind === CodeEventKind.SPLIT && successorIds.length === 0) return "请选承接项目。";
  return "";
}

/** The last plan year of a project: what it belongs to is looked for among that year's projects. */
export function latestYear({ years }: Pick<Project, "years">): number {
  return Math.max(0, ...years.map((one) => one.year));
}
