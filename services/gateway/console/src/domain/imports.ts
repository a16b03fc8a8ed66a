import type { CellIssue, ImportRow } from "../gen/pacesetter/registry/v1/import_pb";
import { RowAction, RowMatch } from "../gen/pacesetter/registry/v1/import_pb";
import { Severity } from "../gen/pacesetter/registry/v1/report_pb";
import { reports } from "./annexes";
import { ROW_ACTION } from "./words";

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

/** What committing does with a row of an annex, in words. */
export function actionText(action: RowAction, annex: number): string {
  return action === RowAction.CREATE && !reports(annex) ? "新建" : ROW_ACTION[action];
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
  annex = 3,
): string {
  if (preview.writeCount === 0) return "没有需要写入的行：表格与登记一致，或各行都有错误。";
  if (strict && preview.rows.some(hasError)) return "严格模式下有错误的行，整份表格都不会写入。请先改正表格，或关闭严格模式。";
  if (preview.reasonNeeded && reason.trim() === "") return `有更正${reports(annex) ? "已审核月报" : "登记"}的行，请填写更正理由。`;
  return "";
}
