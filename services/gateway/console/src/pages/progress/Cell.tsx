import { useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { readAmount } from "../../domain/amount";
import { wanText } from "../../domain/money";
import type { Cells, Edit, Field, Line } from "../../domain/progress";
import { cellFault, FIELD_TEXT, isAmount } from "../../domain/progress";
import type { CellKeys } from "./useCells";

interface CellProps {
  line: Line;
  row: number;
  field: Field;
  cells: Cells;
  edit: Edit | undefined;
  keys: CellKeys;
}

function shownText(field: Field, text: string): string {
  const yuan = isAmount(field) ? readAmount(text) : null;
  return yuan === null ? text : wanText(yuan);
}

/** One cell that can be written in: a button to those who press, a spreadsheet's cell to those who type. */
export function Cell({ line, row, field, cells, edit, keys }: CellProps) {
  const state = useSyncExternalStore(keys.subscribe, () => keys.stateOf(row, field));
  if (typeof state === "object") return <Writer name={nameOf(line, field)} begins={state.text} keys={keys} />;
  const current = state === "current";
  const text = cells[field];
  const fault = cellFault(field, text);
  const marks = [isAmount(field) ? "amount" : "", edit?.cells[field] === undefined ? "" : "edited", fault && "faulty", line.hindrance && "closed"];
  return (
    <button
      type="button"
      data-cell={`${row}:${field}`}
      className={["cell", ...marks].filter(Boolean).join(" ")}
      tabIndex={current ? 0 : -1}
      ref={current ? keys.takeFocus : undefined}
      aria-label={`${nameOf(line, field)}：${shownText(field, text) || "空"}${line.hindrance ? `，${line.hindrance}` : ""}`}
      title={fault || line.hindrance || text}
      onClick={() => keys.go({ row, field })}
      onDoubleClick={() => keys.write(text)}
    >
      {shownText(field, text)}
    </button>
  );
}

function nameOf({ name }: Line, field: Field): string {
  return `${name} ${FIELD_TEXT[field]}`;
}

/** Enter goes on below, Tab beside it; whoever leaves the cell keeps what is written. */
function Writer({ name, begins, keys }: { name: string; begins: string; keys: CellKeys }) {
  const [text, setText] = useState(begins);
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useLayoutEffect(() => input.current?.focus(), []);
  const once = (end: () => void) => {
    if (ended.current) return;
    ended.current = true;
    end();
  };
  return (
    <input
      className="cell-input"
      aria-label={name}
      value={text}
      maxLength={2000}
      ref={input}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => once(() => keys.leave(text))}
      onKeyDown={(event) => {
        const ends: Record<string, () => void> = {
          Enter: () => keys.finish(text, [event.shiftKey ? -1 : 1, 0]),
          Tab: () => keys.finish(text, [0, event.shiftKey ? -1 : 1]),
          Escape: keys.giveUp,
        };
        const end = ends[event.key];
        if (!end || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        once(end);
      }}
    />
  );
}
