import type { RefObject } from "react";
import { useEffect, useLayoutEffect, useState } from "react";
import type { Field } from "../../domain/progress";
import { FIELDS } from "../../domain/progress";
import type { GridHandle } from "../../ui/DataGrid";

/** The cell that has the keys. */
export interface Place {
  row: number;
  field: Field;
}

/** A cell that is being written in, with what it begins with. */
export interface Writing extends Place {
  text: string;
}

const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-15, 0],
  PageDown: [15, 0],
};

function moved({ row, field }: Place, [rows, columns]: [number, number], count: number): Place {
  const column = Math.max(0, Math.min(FIELDS.length - 1, FIELDS.indexOf(field) + columns));
  return { row: Math.max(0, Math.min(count - 1, row + rows)), field: FIELDS[column]! };
}

interface CellsOptions {
  count: number;
  grid: RefObject<GridHandle | null>;
  textAt: (place: Place) => string;
  mayWrite: (place: Place) => boolean;
  onType: (place: Place, text: string) => void;
  /** Gives a cell back what is registered. */
  onReset: (place: Place) => void;
}

/** What a cell has to know of the keys: nothing unless it is the current one. */
export type CellState = "other" | "current" | Writing;

/**
 * Where the keys are. It is no state of the grid: each cell hears by itself whether it is the current one, so that a
 * key draws the cell that it left and the one that it came to, and not a thousand rows.
 */
function cellKeys(first: CellsOptions) {
  let latest = first;
  let asked: Place = { row: 0, field: "month" };
  let writing: Writing | null = null;
  let wantsFocus = false;
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  const place = (): Place => ({ ...asked, row: Math.min(asked.row, Math.max(0, latest.count - 1)) });
  const go = (to: Place) => {
    wantsFocus = true;
    asked = to;
    tell();
    latest.grid.current?.scrollTo({ index: to.row });
  };
  const step = (by: [number, number]) => go(moved(place(), by, latest.count));
  const write = (text: string) => {
    if (!latest.mayWrite(place())) return;
    writing = { ...place(), text };
    tell();
  };
  /** Keeps what is written where the focus has gone elsewhere. */
  const leave = (text: string) => {
    if (writing) latest.onType(writing, text);
    writing = null;
    tell();
  };
  const finish = (text: string, by: [number, number]) => {
    leave(text);
    step(by);
  };
  const giveUp = () => {
    writing = null;
    go(place());
  };
  const deedOf = (key: string): (() => void) | null => {
    const by = STEPS[key];
    if (by) return () => step(by);
    if (key === "Enter" || key === "F2") return () => write(latest.textAt(place()));
    if (key === "Delete" || key === "Backspace") return () => latest.onReset(place());
    return key.length === 1 && key !== " " ? () => write(key) : null;
  };
  const onKey = (event: KeyboardEvent) => {
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    // While a cell scrolls into sight nothing has the focus: the keys are meant for it all the same.
    if (!wantsFocus && !(event.target instanceof Element && event.target.closest("[data-cell]"))) return;
    const deed = deedOf(event.key);
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  /** The current cell takes the focus when it comes into sight, and only after a move: dialogs keep theirs. */
  const takeFocus = (element: HTMLElement | null) => {
    if (!element || !wantsFocus) return;
    wantsFocus = false;
    element.focus({ preventScroll: true });
  };
  const stateOf = (row: number, field: Field): CellState => {
    const now = place();
    if (now.row !== row || now.field !== field) return "other";
    return writing ?? "current";
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  /** Goes by what the page knows now. */
  const follow = (options: CellsOptions) => {
    latest = options;
  };
  return { follow, place, go, write, finish, leave, giveUp, takeFocus, onKey, stateOf, subscribe };
}

export type CellKeys = ReturnType<typeof cellKeys>;

/** The keys of a spreadsheet: arrows move, Enter and F2 write, typing replaces, Esc gives up, Delete takes back. */
export function useCells(options: CellsOptions): CellKeys {
  const [keys] = useState(() => cellKeys(options));
  useLayoutEffect(() => keys.follow(options));
  useEffect(() => {
    document.addEventListener("keydown", keys.onKey);
    return () => document.removeEventListener("keydown", keys.onKey);
  }, [keys]);
  return keys;
}
