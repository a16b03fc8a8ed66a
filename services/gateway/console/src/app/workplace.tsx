import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { read } from "../api/client";
import { useRead } from "../api/queries";
import type { Session } from "../api/session";
import { mayAnywhere } from "../domain/permissions";
import type { Reported } from "../domain/firstMonth";
import { newestMonth } from "../domain/firstMonth";
import { monthAt } from "../domain/month";
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

async function reportedIn(unit: string, year: number): Promise<Reported[]> {
  const { months } = await read(StatisticsService.method.getSeries, { unit, year });
  return months.map(({ month, figures }) => ({ month, due: figures?.due ?? 0n, reported: figures?.reported ?? 0n }));
}

interface FirstMonth {
  /** By the address. */
  asked: string;
  /** Whether the present month will do where nobody can tell the newest one: people go on without statistics, paper doesn't. */
  guess: boolean;
}

/** The month to begin with: the one asked for, the one used last, else the newest that is reported by half. */
export function useFirstMonth(session: Session | null | undefined, unit: string, { asked, guess }: FirstMonth) {
  const remembered = asked || (session ? recall(session.principal, "month") : "");
  const looks = session != null && mayAnywhere(session.grants, "rollup.read");
  return useQuery({
    queryKey: ["first-month", session?.principal, unit],
    queryFn: async () => {
      const now = monthAt(new Date());
      return looks ? newestMonth(now, (year) => reportedIn(unit, year), guess) : now;
    },
    initialData: remembered || undefined,
    enabled: session != null && unit !== "",
    staleTime: Infinity,
  });
}

