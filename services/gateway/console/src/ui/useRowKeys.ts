import type { RefObject } from "react";
import { useEffect, useState } from "react";

const STEP: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

const OWN_KEYS = "input, textarea, select, .ant-select, .ant-popover, [role=tab], [role=radiogroup]";

/** Keys belong to the grid when nothing that has a use for them has the focus, and nothing lies over it. */
function isFree(target: EventTarget | null): boolean {
  if (document.querySelector(".ant-drawer-open, .ant-modal-wrap:not([style*='none'])")) return false;
  return target instanceof Element && !target.closest(OWN_KEYS);
}

function pressesItself(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button") !== null;
}

/** Moves a current row by ↑ and ↓ and opens it by Enter; gives its index, -1 for none. */
export function useRowKeys<R>(box: RefObject<HTMLElement | null>, rows: readonly R[], onOpen?: (row: R) => void): number {
  const [{ of, at }, setPlace] = useState({ of: rows, at: -1 });
  const current = of === rows ? at : -1;
  useEffect(() => {
    if (!onOpen) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const element = box.current;
      if (!element || event.defaultPrevented || !isFree(event.target)) return;
      const step = STEP[event.key];
      const row = rows[current];
      if (step !== undefined && rows.length > 0) {
        event.preventDefault();
        const next = Math.max(0, Math.min(rows.length - 1, current + step));
        setPlace({ of: rows, at: next });
        element.querySelectorAll("tr.ant-table-row")[next]?.scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && row && !pressesItself(event.target)) {
        onOpen(row);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [box, rows, onOpen, current]);
  return current;
}
