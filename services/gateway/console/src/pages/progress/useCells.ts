import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
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

/** The keys of a spreadsheet: arrows move, Enter and F2 write, typing replaces, Esc gives up, Delete takes back. */
export function useCells({ count, grid, textAt, mayWrite, onType, onReset }: CellsOptions) {
  const [place, setPlace] = useState<Place>({ row: 0, field: "month" });
  const [writing, setWriting] = useState<Writing | null>(null);
  const wantsFocus = useRef(false);
  const current = { ...place, row: Math.min(place.row, Math.max(0, count - 1)) };
  const go = (to: Place) => {
    wantsFocus.current = true;
    setPlace(to);
    grid.current?.scrollTo({ index: to.row });
  };
  const write = (text: string) => {
    if (mayWrite(current)) setWriting({ ...current, text });
  };
  const finish = (text: string, step: [number, number]) => {
    if (writing) onType(writing, text);
    setWriting(null);
    go(moved(current, step, count));
  };
  /** Keeps what is written where the focus has gone elsewhere. */
  const leave = (text: string) => {
    if (writing) onType(writing, text);
    setWriting(null);
  };
  const giveUp = () => {
    setWriting(null);
    go(current);
  };
  const deedOf = (key: string): (() => void) | null => {
    const step = STEPS[key];
    if (step) return () => go(moved(current, step, count));
    if (key === "Enter" || key === "F2") return () => write(textAt(current));
    if (key === "Delete" || key === "Backspace") return () => onReset(current);
    return key.length === 1 && key !== " " ? () => write(key) : null;
  };
  const onKey = (event: KeyboardEvent) => {
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    // While a cell scrolls into sight nothing has the focus: the keys are meant for it all the same.
    if (!wantsFocus.current && !(event.target instanceof Element && event.target.closest("[data-cell]"))) return;
    const deed = deedOf(event.key);
    if (!deed) return;
    event.preventDefault();
    flushSync(deed); // the next key may come at once
  };
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  /** The current cell takes the focus when it comes into sight, and only after a move: dialogs keep theirs. */
  const takeFocus = (element: HTMLElement | null) => {
    if (!element || !wantsFocus.current) return;
    wantsFocus.current = false;
    element.focus({ preventScroll: true });
  };
  return { place: current, writing, go, write, finish, leave, giveUp, takeFocus };
}

export type CellKeys = ReturnType<typeof useCells>;
