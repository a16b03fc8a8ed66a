import type { RefObject } from "react";
import { useEffect } from "react";

const FOCUSABLE = "a[href], button, input, select, textarea";

/** Lets a table that scrolls sideways be scrolled by keys too, where nothing in it takes the focus. */
export function useReachable(box: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    for (const region of box.current?.querySelectorAll<HTMLElement>(".ant-table-content, .ant-table-body") ?? []) {
      const hidden = region.scrollWidth > region.clientWidth && region.querySelector(FOCUSABLE) === null;
      if (hidden) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  });
}
