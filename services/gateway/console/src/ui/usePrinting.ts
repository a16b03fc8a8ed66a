import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";

const print = window.matchMedia("print");

/** The browser takes its picture of the page as soon as it has told: the page must be changed by then. */
function subscribe(changed: () => void): () => void {
  const now = () => flushSync(changed);
  print.addEventListener("change", now);
  return () => print.removeEventListener("change", now);
}

/** Whether the page is being printed: tables then are whole, with their heads on every sheet. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => print.matches);
}
