import type { RefObject } from "react";
import { useLayoutEffect, useState } from "react";

function heightOf(box: HTMLElement, selector: string): number {
  return box.querySelector<HTMLElement>(selector)?.offsetHeight ?? 0;
}

/** The height that a table's body may take inside its box, head and totals off. */
export function useBodyHeight(box: RefObject<HTMLElement | null>, wanted: boolean, when: unknown[]): number | undefined {
  const [height, setHeight] = useState<number>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!wanted || !element) {
      setHeight(undefined);
      return undefined;
    }
    const measure = () => {
      const around = heightOf(element, ".ant-table-header, .ant-table-thead") + heightOf(element, ".ant-table-summary");
      setHeight(Math.max(160, element.clientHeight - around - 2));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [box, wanted, ...when]);
  return height;
}
