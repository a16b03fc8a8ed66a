import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { useSession } from "../api/session";
import { monthAt } from "../domain/month";
import type { PrintMark } from "../domain/prints";
import { askedOf, markOf, SIGNED_OUT } from "../domain/prints";
import { PrintFoot } from "./PrintFoot";
import { Opened, whoText } from "./Shell";

/** What the printer's browser opens: a page without the frame, which says when it is whole. */
export function Paper() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const [now] = useState(() => monthAt(new Date()));
  const print = askedOf(pathname, new URLSearchParams(search), now);
  useMark();
  if (!session.data) return null;
  return (
    <main className="paper">
      <Opened session={session.data} print={print} />
      <PrintFoot name={whoText(session.data)} />
    </main>
  );
}

/**
 * Marks the document as soon as nothing is read any more. What depends on an answer begins
 * to be read when that is drawn: so two frames are drawn, and it is looked again.
 */
function useMark(): void {
  const client = useQueryClient();
  const reading = useIsFetching() > 0;
  useEffect(() => {
    if (reading) return undefined;
    const tell = async () => {
      await document.fonts.ready;
      if (client.isFetching() > 0) return;
      const nobody = client.getQueryData(["session"]) === null;
      const failed = client.getQueryCache().getAll().find((query) => query.isActive() && query.state.status === "error")?.state.error;
      write(nobody ? SIGNED_OUT : markOf(failed));
    };
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => void tell());
    });
    return () => cancelAnimationFrame(frame);
  }, [client, reading]);
}

/** The printer waits for the mark; what it says must be there before. */
function write({ print, status, message }: PrintMark): void {
  const { dataset } = document.documentElement;
  dataset.printStatus = status;
  dataset.printMessage = message;
  dataset.print = print;
}
