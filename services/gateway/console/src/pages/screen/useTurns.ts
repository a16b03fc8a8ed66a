import { useEffect, useState } from "react";
import { nextOf } from "../../domain/wall";

const TURN_MS = 20_000;
const MINUTE_MS = 60_000;

export interface Turns {
  /** The unit whose turn it is; empty where there is none. */
  unit: string;
  runs: boolean;
  toggle: () => void;
  choose: (unit: string) => void;
}

/** Goes from unit to unit, unless somebody stops it or asked their system for no motion. */
export function useTurns(units: readonly string[]): Turns {
  const [chosen, setChosen] = useState("");
  const [runs, setRuns] = useState(() => !window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  const unit = units.includes(chosen) ? chosen : (units[0] ?? "");
  const key = units.join(" ");
  useEffect(() => {
    if (!runs || key === "") return undefined;
    const timer = setTimeout(() => setChosen(nextOf(key.split(" "), unit)), TURN_MS);
    return () => clearTimeout(timer);
  }, [runs, key, unit]);
  return { unit, runs, toggle: () => setRuns(!runs), choose: setChosen };
}

/** The time, a new one every minute. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
