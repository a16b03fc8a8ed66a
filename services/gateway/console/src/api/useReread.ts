import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** Many changes of a busy minute are one reason to look again. */
const LOOK_AGAIN_MS = 2_000;

/** Reads a method's answers again a moment after the figures have changed; change rises with every change. */
export function useReread(method: { name: string }, change: bigint): void {
  const client = useQueryClient();
  const known = useRef(change);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (change === known.current) return;
    known.current = change;
    if (timer.current !== undefined) return; // what is read then knows of this change too
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: [method.name] });
    }, LOOK_AGAIN_MS);
  }, [client, method, change]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
