import type { RefObject } from "react";
import { useEffect } from "react";

/** Lets a table that scrolls sideways be scrolled by keys too; nothing in it need take the focus. */
export function useReachable(box: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    for (const region of box.current?.querySelectorAll<HTMLElement>(".ant-table-content, .ant-table-body") ?? []) {
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  });
}
