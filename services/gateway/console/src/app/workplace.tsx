import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { read } from "../api/client";
import { useRead } from "../api/queries";
import type { Session } from "../api/session";
import { mayAnywhere } from "../domain/permissions";
import { monthAt, yearOf } from "../domain/month";
import type { Tree } from "../domain/tree";
import { treeOf } from "../domain/tree";
import { UnitService } from "../gen/pacesetter/registry/v1/unit_pb";
import { StatisticsService } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { recall } from "../ui/remembered";

/** What every page knows: who works here, on which month, over which unit. */
export interface Workplace {
  session: Session;
  month: string;
  home: string;
}

export const WorkplaceContext = createContext<Workplace | null>(null);

export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  if (!workplace) throw new Error("used outside the shell");
  return workplace;
}

/** The tree of a year; 0 is the current one. */
export function useTree(year: number, enabled = true) {
  const answer = useRead(UnitService.method.listUnits, { year }, enabled);
  const tree: Tree | undefined = answer.data ? treeOf(answer.data) : undefined;
  return { ...answer, tree };
}

const YEARS_BACK = 8;

async function lastReported(unit: string, year: number): Promise<string | null> {
  const { months } = await read(StatisticsService.method.getSeries, { unit, year });
  const reported = months.filter((m) => (m.figures?.reported ?? 0n) > 0n);
  return reported[reported.length - 1]?.month ?? null;
}

/** The newest month that has figures, looked for from this year backwards; this month if none has. */
async function newestMonth(unit: string): Promise<string> {
  const now = monthAt(new Date());
  for (let back = 0; back <= YEARS_BACK; back++) {
    const month = await lastReported(unit, yearOf(now) - back).catch(() => null);
    if (month) return month;
  }
  return now;
}

/** The month to begin with: the one used last, else the newest with figures. */
export function useFirstMonth(session: Session | null | undefined, unit: string) {
  const remembered = session ? recall(session.principal, "month") : "";
  const looks = session != null && mayAnywhere(session.grants, "rollup.read");
  return useQuery({
    queryKey: ["first-month", session?.principal, unit],
    queryFn: async () => (looks ? newestMonth(unit) : monthAt(new Date())),
    initialData: remembered || undefined,
    enabled: session != null && unit !== "",
    staleTime: Infinity,
  });
}

