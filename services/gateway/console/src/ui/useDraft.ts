import { useState } from "react";

/** A draft of this tab: it survives a reload, and nobody else who signs in here sees it. */
export function useDraft<T extends object>(principal: string, name: string, initial: () => T) {
  const key = `pacesetter.${principal}.draft.${name}`;
  const [{ value, restored }, setState] = useState(() => {
    const kept = keptAt(key);
    return { value: { ...initial(), ...kept } as T, restored: kept !== null };
  });
  const set = (next: T) => {
    keep(key, JSON.stringify(next));
    setState({ value: next, restored });
  };
  const clear = () => {
    keep(key, "");
    setState({ value: initial(), restored: false });
  };
  return { value, restored, set, clear };
}

function keptAt(key: string): object | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) || "null");
    return typeof kept === "object" ? kept : null;
  } catch {
    return null;
  }
}

/** A full or locked store is no error: the draft lasts as long as the page then. */
function keep(key: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // see above
  }
}
