import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("screen and (max-width: 767px)");

function subscribe(changed: () => void): () => void {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

/** Whether tables have to become lists. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
