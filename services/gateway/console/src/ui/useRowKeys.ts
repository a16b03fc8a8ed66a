import type { RefObject } from "react";
import { useEffect, useState } from "react";

const STEP: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Keys belong to the grid when nothing else has the focus. */
function isFor(box: HTMLElement, target: EventTarget | null): boolean {
  if (document.querySelector(".ant-drawer-open, .ant-modal-wrap:not([style*='none'])")) return false;
  if (target === document.body) return true;
  return target instanceof Node && box.contains(target) && !(target instanceof HTMLInputElement);
}

/** Moves a current row by ↑ and ↓ and opens it by Enter; gives its index, -1 for none. */
export function useRowKeys<R>(box: RefObject<HTMLElement | null>, rows: readonly R[], onOpen?: (row: R) => void): number {
  const [{ of, at }, setPlace] = useState({ of: rows, at: -1 });
  const current = of === rows ? at : -1;
  useEffect(() => {
    if (!onOpen) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const element = box.current;
      if (!element || event.defaultPrevented || !isFor(element, event.target)) return;
      const step = STEP[event.key];
      const row = rows[current];
      if (step !== undefined && rows.length > 0) {
        event.preventDefault();
        const next = Math.max(0, Math.min(rows.length - 1, current + step));
        setPlace({ of: rows, at: next });
        element.querySelectorAll("tr.ant-table-row")[next]?.scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && row && !(event.target instanceof HTMLAnchorElement)) {
        onOpen(row);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [box, rows, onOpen, current]);
  return current;
}
