import { useState } from "react";

/** What a user set is remembered on this machine, per user; a full or locked store is no error. */
export function recall(principal: string, name: string): string {
  try {
    return localStorage.getItem(`pacesetter.${principal}.${name}`) ?? "";
  } catch {
    return "";
  }
}

/** Tells whether it was kept; what was not lasts until the page is closed. */
export function remember(principal: string, name: string, value: string): boolean {
  try {
    localStorage.setItem(`pacesetter.${principal}.${name}`, value);
    return true;
  } catch {
    return false;
  }
}

export function forget(principal: string, name: string): void {
  try {
    localStorage.removeItem(`pacesetter.${principal}.${name}`);
  } catch {
    // a locked store has kept nothing
  }
}

export function useRemembered(principal: string, name: string, initial: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => recall(principal, name) || initial);
  const set = (next: string) => {
    remember(principal, name, next);
    setValue(next);
  };
  return [value, set];
}
