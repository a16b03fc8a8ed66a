import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";

const print = window.matchMedia("print");
let preparing = false;

/** The browser takes its picture of the page as soon as it has told: the page must be changed by then. */
function subscribe(changed: () => void): () => void {
  const tell = () => flushSync(changed);
  const before = () => {
    preparing = true;
    tell();
  };
  const after = () => {
    preparing = false;
    tell();
  };
  print.addEventListener("change", tell);
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  return () => {
    print.removeEventListener("change", tell);
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
  };
}

/** Whether the page is being printed: tables then are whole, with their heads on every sheet. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => preparing || print.matches);
}
