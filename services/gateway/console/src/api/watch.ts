import { useEffect, useState } from "react";
import type { Rollup } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { WatchRollupResponseSchema } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { decode } from "./client";

export type Live = "connecting" | "live" | "lost";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Listens to an event stream for as long as it is wanted, coming back after every loss. */
export function listen(url: string, onRollup: (rollup: Rollup) => void, onState: (live: Live) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY_MS;

  const open = () => {
    source = new EventSource(url);
    source.addEventListener("rollup", (event) => {
      wait = FIRST_RETRY_MS;
      onState("live");
      const { rollup } = decode(WatchRollupResponseSchema, (event as MessageEvent<string>).data);
      if (rollup) onRollup(rollup);
    });
    // The stream stands, but what feeds it is away; it goes on by itself.
    source.addEventListener("problem", () => onState("lost"));
    // The browser would not come back by itself from a refused request.
    source.addEventListener("error", () => {
      source?.close();
      onState("lost");
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

export interface Watched {
  unit: string;
  month: string;
  listing: string;
  by: string;
  growth: boolean;
}

/** Follows a roll-up; the newest answer is handed on as it comes. */
export function useWatchedRollup(watched: Watched, enabled: boolean, onRollup: (rollup: Rollup) => void): Live {
  const [live, setLive] = useState<Live>("connecting");
  const { unit, month, listing, by, growth } = watched;
  useEffect(() => {
    if (!enabled) return undefined;
    setLive("connecting");
    const query = new URLSearchParams({ month, listing, by, ...(growth && { growth: "true" }) });
    return listen(`/api/v1/rollups/${encodeURIComponent(unit)}/watch?${query}`, onRollup, setLive);
    // onRollup closes over the same request as the address does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [unit, month, listing, by, growth, enabled]);
  return live;
}
