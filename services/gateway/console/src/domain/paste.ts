import { readAmount } from "./amount";
import { wanExact } from "./money";
import type { Edits, Field, Line } from "./progress";
import { cellFault, cellsOf, FIELDS, isAmount, typed } from "./progress";

/** The rows and cells of a block as a spreadsheet puts it into the clipboard: tabs, line ends, quotes around cells that hold either. */
export function blockOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)/y;
  for (let at = 0; at <= text.length; ) {
    cell.lastIndex = at;
    const match = cell.exec(text)!;
    rows[rows.length - 1]!.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    at += match[0].length;
    const end = /^(?:\t|\r\n|\r|\n)/.exec(text.slice(at, at + 2))?.[0];
    if (end === undefined) break;
    at += end.length;
    if (end === "\t") continue;
    if (at === text.length) break; // the line end after the last row
    rows.push([]);
  }
  return rows;
}

/** One cell that a paste would change, or why it can't. */
export interface PastedCell {
  line: Line;
  field: Field;
  /** What stands there. */
  before: string;
  /** As pasted. */
  text: string;
  /** As it is read: an amount in 万元. */
  after: string;
  fault: string;
}

export interface Pasted {
  cells: PastedCell[];
  /** Cells that are pasted with what they hold already, or with nothing: they stay as they are. */
  unchanged: number;
  /** Rows and columns of the block that lie beyond the grid. */
  beyond: { rows: number; columns: number };
}

function pastedCell(line: Line, field: Field, text: string, edits: Edits): PastedCell {
  const amount = isAmount(field) ? readAmount(text) : null;
  const after = amount === null ? text.trim() : wanExact(amount);
  const fault = line.hindrance || cellFault(field, text.trim());
  return { line, field, before: cellsOf(line, edits[line.id])[field], text: text.trim(), after, fault };
}

/** What a block would change, with its first cell put on one of the grid's. */
export function pasted(block: readonly string[][], lines: readonly Line[], from: { row: number; field: Field }, edits: Edits): Pasted {
  const fields = FIELDS.slice(FIELDS.indexOf(from.field));
  const rows = block.slice(0, Math.max(0, lines.length - from.row));
  const all = rows.flatMap((texts, at) =>
    fields.slice(0, texts.length).map((field, column) => pastedCell(lines[from.row + at]!, field, texts[column]!, edits)),
  );
  const cells = all.filter((cell) => cell.text !== "" && (cell.fault !== "" || cell.after !== cell.before));
  const widest = Math.max(0, ...block.map((texts) => texts.length));
  return {
    cells,
    unchanged: all.length - cells.length,
    beyond: { rows: block.length - rows.length, columns: Math.max(0, widest - fields.length) },
  };
}

/** Takes a paste over, without what can't be. */
export function withPasted(edits: Edits, cells: readonly PastedCell[]): Edits {
  return cells.filter((cell) => cell.fault === "").reduce((all, { line, field, after }) => typed(all, line, field, after), edits);
}
