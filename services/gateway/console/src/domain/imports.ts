import { create } from "@bufbuild/protobuf";
import type { CellIssue, ImportOptions, ImportRow, NewProjectDefaults, RowDecision } from "../gen/pacesetter/registry/v1/import_pb";
import { ImportOptionsSchema, RowAction, RowDecisionSchema, RowMatch } from "../gen/pacesetter/registry/v1/import_pb";
import { Nature } from "../gen/pacesetter/registry/v1/project_pb";
import { Severity } from "../gen/pacesetter/registry/v1/report_pb";

/** A person's word on a row, as the select box holds it. */
export type Choice = "" | "create" | "skip" | "overwrite" | `project:${string}`;

export interface Decisions {
  defaults: { listing: string; category: string; nature: Nature };
  rows: ReadonlyMap<number, Choice>;
}

export const UNDECIDED: Decisions = {
  defaults: { listing: "", category: "", nature: Nature.UNSPECIFIED },
  rows: new Map(),
};

export function decided(decisions: Decisions, row: number, choice: Choice): Decisions {
  const rows = new Map(decisions.rows);
  if (choice === "") rows.delete(row);
  else rows.set(row, choice);
  return { ...decisions, rows };
}

function decisionOf(row: number, choice: Choice): RowDecision {
  if (choice.startsWith("project:")) {
    return create(RowDecisionSchema, { row, decision: { case: "projectId", value: choice.slice("project:".length) } });
  }
  return create(RowDecisionSchema, { row, decision: { case: choice as "create" | "skip" | "overwrite", value: true } });
}

/** The decisions as the API takes them, rows in order. */
export function optionsOf(decisions: Decisions): ImportOptions {
  const rows = [...decisions.rows].sort(([a], [b]) => a - b);
  return create(ImportOptionsSchema, {
    defaults: { ...decisions.defaults },
    decisions: rows.map(([row, choice]) => decisionOf(row, choice)),
  });
}

/** Whether a person has to decide about the row, or has. */
export function asksDecision(row: ImportRow, decisions: Decisions): boolean {
  return row.match === RowMatch.AMBIGUOUS || row.action === RowAction.CONFLICT || decisions.rows.has(row.row);
}

export interface ChoiceOption {
  value: Choice;
  label: string;
}

/** What may be chosen for a row. */
export function choicesOf(row: ImportRow): ChoiceOption[] {
  const skip: ChoiceOption = { value: "skip", label: "不导入本行" };
  const candidates = row.candidates.map(
    (c): ChoiceOption => ({
      value: `project:${c.projectId}`,
      label: `就是：${[c.name, c.company, c.unitName].filter(Boolean).join(" · ")}`,
    }),
  );
  if (candidates.length > 0) return [...candidates, { value: "create", label: "是另一个新项目" }, skip];
  return [{ value: "overwrite", label: "以表格为准" }, { value: "skip", label: "保留登记的数" }];
}

export type RowFilter = "all" | "errors" | "undecided" | "new" | "correct" | "nothing";

export function hasError(row: ImportRow): boolean {
  return row.issues.some((issue) => issue.severity === Severity.ERROR);
}

function waits(row: ImportRow): boolean {
  return row.action === RowAction.CONFLICT || (row.match === RowMatch.AMBIGUOUS && row.action === RowAction.REFUSED);
}

const TESTS: Record<RowFilter, (row: ImportRow) => boolean> = {
  all: () => true,
  errors: hasError,
  undecided: waits,
  new: (row) => row.action === RowAction.CREATE,
  correct: (row) => row.action === RowAction.CORRECT,
  nothing: (row) => row.action === RowAction.NOTHING,
};

export const ROW_FILTERS: Record<RowFilter, string> = {
  all: "全部",
  errors: "有错误",
  undecided: "待决定",
  new: "新项目",
  correct: "更正",
  nothing: "不变",
};

export function filtered(rows: readonly ImportRow[], filter: RowFilter): ImportRow[] {
  return rows.filter(TESTS[filter]);
}

export function counts(rows: readonly ImportRow[]): Record<RowFilter, number> {
  const count = (filter: RowFilter) => rows.filter(TESTS[filter]).length;
  return {
    all: rows.length,
    errors: count("errors"),
    undecided: count("undecided"),
    new: count("new"),
    correct: count("correct"),
    nothing: count("nothing"),
  };
}

/** A cell's issue with its place taken apart: H9 is row 9, column H. */
export interface Placed {
  issue: CellIssue;
  letter: string;
  project: string;
}

export function placed(rows: readonly ImportRow[]): Placed[] {
  return rows.flatMap((row) =>
    row.issues.map((issue) => ({ issue, letter: issue.cell.replace(/\d+$/, ""), project: row.name })),
  );
}

/** Why a commit is not possible yet; empty when it is. */
export function hindrance(
  preview: { writeCount: number; reasonNeeded: boolean; rows: readonly ImportRow[] },
  strict: boolean,
  reason: string,
): string {
  if (preview.writeCount === 0) return "没有需要写入的行：表格与登记一致，或各行都有错误。";
  if (strict && preview.rows.some(hasError)) return "严格模式下有错误的行，整份表格都不会写入。请先改正表格，或关闭严格模式。";
  if (preview.reasonNeeded && reason.trim() === "") return "有更正已审核月报的行，请填写更正理由。";
  return "";
}

export function defaultsText(defaults: NewProjectDefaults | undefined, words: (key: string) => string): string {
  return [defaults?.listing, defaults?.category].filter((key): key is string => Boolean(key)).map(words).join(" · ");
}
