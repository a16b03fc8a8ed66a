import { useEffect } from "react";

/** Names the page in the browser's tab and history; empty while the name is not known yet. */
export function useTitle(page: string): void {
  useEffect(() => {
    if (page !== "") document.title = `${page} · 旗手`;
  }, [page]);
}
