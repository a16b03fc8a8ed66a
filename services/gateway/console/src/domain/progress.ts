import type { MonthRow } from "../gen/pacesetter/registry/v1/progress_pb";
import type { Report, Revision } from "../gen/pacesetter/registry/v1/report_pb";
import { ReportState } from "../gen/pacesetter/registry/v1/report_pb";
import { readAmount } from "./amount";
import { wanExact } from "./money";
import { monthOf, numberOf } from "./month";
import type { SiteState } from "./phone";
import { stateOf } from "./phone";
import type { Due, Sums } from "./reports";
import { dueOf, plannedAt, sumsFault } from "./reports";

/** What is written of a month, in the order of the columns. */
export const FIELDS = ["month", "yearToDate", "cumulative", "progress", "problems"] as const;
export type Field = (typeof FIELDS)[number];

export const FIELD_TEXT: Record<Field, string> = {
  month: "本月完成",
  yearToDate: "年度完成",
  cumulative: "累计完成",
  progress: "形象进度",
  problems: "存在问题",
};

export function isAmount(field: Field): boolean {
  return field === "month" || field === "yearToDate" || field === "cumulative";
}

/** A month as it stands in the cells; sums in 万元. */
export type Cells = Readonly<Record<Field, string>>;

/** What was typed over a project's month, and the version of its report that it was typed on, as text for JSON. */
export interface Edit {
  version: string;
  cells: Partial<Cells>;
}

/** Edits by the IDs of their projects. */
export type Edits = Readonly<Record<string, Edit>>;

/** A project's month as the grid shows it; money in yuan. */
export interface Line {
  id: string;
  name: string;
  unit: string;
  state: SiteState;
  due: Due;
  version: string;
  registered: Cells;
  earlier: { yearToDate: bigint; cumulative: bigint };
  /** Planned from January to the end of the month. */
  planned: bigint;
  /** Why it can't be written; empty where it can. */
  hindrance: string;
  /** What is in force would be corrected: that takes a reason. */
  corrects: boolean;
  /** Why it was returned; empty otherwise. */
  returned: string;
  row: MonthRow;
}

const NO_CELLS: Cells = { month: "", yearToDate: "", cumulative: "", progress: "", problems: "" };

/** The cells of the revision in work, else of the one in force. */
export function cellsIn(report: Report | undefined): Cells {
  const revision: Revision | undefined = report?.pending ?? report?.accepted;
  if (!revision?.figures) return NO_CELLS;
  const { monthYuan, yearToDateYuan, cumulativeYuan } = revision.figures;
  return {
    month: wanExact(monthYuan),
    yearToDate: wanExact(yearToDateYuan),
    cumulative: wanExact(cumulativeYuan),
    progress: revision.progress,
    problems: revision.problems,
  };
}

export function lineOf(row: MonthRow, month: string, now: string): Line {
  const { report, year } = row;
  return {
    id: row.projectId,
    name: row.projectName,
    unit: row.unitName,
    state: stateOf(report),
    due: dueOf(month, year?.listings ?? [], now),
    version: String(report?.version ?? 0n),
    registered: cellsIn(report),
    earlier: { yearToDate: row.earlier?.yearToDateYuan ?? 0n, cumulative: row.earlier?.cumulativeYuan ?? 0n },
    planned: year ? plannedAt(year, numberOf(month)) : 0n,
    hindrance: row.hindrance?.message ?? "",
    corrects: report?.accepted !== undefined,
    returned: report?.pending?.state === ReportState.RETURNED ? report.pending.reason : "",
    row,
  };
}

/** What a cell shows: as typed, else what follows from the month's sum, else as registered. */
export function cellsOf(line: Line, edit: Edit | undefined): Cells {
  const cells = { ...line.registered, ...edit?.cells };
  const own = edit?.cells.month === undefined ? null : readAmount(edit.cells.month);
  if (own === null) return cells;
  return {
    ...cells,
    yearToDate: edit?.cells.yearToDate ?? wanExact(line.earlier.yearToDate + own),
    cumulative: edit?.cells.cumulative ?? wanExact(line.earlier.cumulative + own),
  };
}

/** What is wrong with an amount as typed; empty where nothing is. */
export function cellFault(field: Field, text: string): string {
  if (text === "" || !isAmount(field) || readAmount(text) !== null) return "";
  return "不是能识别的金额";
}

function sumsIn(cells: Cells): Sums | null {
  const [month, yearToDate, cumulative] = [cells.month, cells.yearToDate, cells.cumulative].map(readAmount);
  return month == null || yearToDate == null || cumulative == null ? null : { month, yearToDate, cumulative };
}

/** What keeps an edited month from being sent, in a sentence; empty where nothing does. */
export function lineFault(line: Line, edit: Edit): string {
  const cells = cellsOf(line, edit);
  const sums = sumsIn(cells);
  if (sums) return sumsFault(sums)?.message ?? "";
  const field = FIELDS.find((one) => isAmount(one) && readAmount(cells[one]) === null)!;
  return cells[field] === "" ? `没有填${FIELD_TEXT[field]}` : `${FIELD_TEXT[field]}“${cells[field]}”不是能识别的金额`;
}

/** Types a text into a cell; what is as registered again is no edit any more. */
export function typed(edits: Edits, line: Line, field: Field, text: string): Edits {
  const before = edits[line.id] ?? { version: line.version, cells: {} };
  const cells = { ...before.cells, [field]: text };
  if (text === line.registered[field]) delete cells[field];
  const next = { ...edits, [line.id]: { ...before, cells } };
  return Object.keys(cells).length === 0 ? without(edits, line.id) : next;
}

export function without(edits: Edits, id: string): Edits {
  const { [id]: _, ...rest } = edits;
  return rest;
}

/** Mine instead of theirs: the same cells, written on what the register has now. */
export function rebased(edits: Edits, id: string, version: string): Edits {
  const edit = edits[id];
  return edit ? { ...edits, [id]: { ...edit, version } } : edits;
}

/** A month as it is judged and saved; sums in yuan. */
export interface Draft {
  projectId: string;
  figures: { monthYuan: bigint; yearToDateYuan: bigint; cumulativeYuan: bigint };
  progress: string;
  problems: string;
  reason: string;
  version: bigint;
}

/** What an edited month would be saved as; null where its sums can't be read. */
export function draftOf(line: Line, edit: Edit, reason: string): Draft | null {
  const cells = cellsOf(line, edit);
  const sums = sumsIn(cells);
  if (!sums) return null;
  return {
    projectId: line.id,
    figures: { monthYuan: sums.month, yearToDateYuan: sums.yearToDate, cumulativeYuan: sums.cumulative },
    progress: cells.progress.trim(),
    problems: cells.problems.trim(),
    reason: reason.trim(),
    version: BigInt(edit.version),
  };
}

/** Year to date less what is planned until then, in yuan; null where nothing is in the cells. */
export function leadOf(line: Line, cells: Cells): bigint | null {
  const done = readAmount(cells.yearToDate);
  return done === null ? null : done - line.planned;
}

/** A month of the year as it is read: what was planned until its end, what is in force, and whether it lacks. */
export interface MonthCell {
  month: string;
  planned: bigint;
  done: bigint | undefined;
  yearToDate: bigint | undefined;
  missing: boolean;
}

/** The twelve months of a project's year. */
export function yearCells({ year, months }: MonthRow, now: string): MonthCell[] {
  if (!year) return [];
  const figures = new Map(months.map((one) => [one.month, one.figures]));
  return Array.from({ length: 12 }, (_, at) => {
    const month = monthOf(year.year, at + 1);
    const told = figures.get(month);
    return {
      month,
      planned: plannedAt(year, at + 1),
      done: told?.monthYuan,
      yearToDate: told?.yearToDateYuan,
      missing: !told && dueOf(month, year.listings, now) === "due",
    };
  });
}

/** Reads what this machine kept; a broken text is nothing. */
export function editsOf(text: string): Edits {
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Edits) : {};
  } catch {
    return {};
  }
}
