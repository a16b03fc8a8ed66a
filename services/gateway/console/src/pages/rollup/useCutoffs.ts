import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { yearOf } from "../../domain/month";
import type { Tree } from "../../domain/tree";
import { ancestors } from "../../domain/tree";
import type { Cutoff } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import { CutoffService } from "../../gen/pacesetter/statistics/v1/cutoff_pb";

const NONE: Cutoff[] = [];

async function listOf(unit: string, year: number): Promise<Cutoff[]> {
  const { cutoffs } = await read(CutoffService.method.listCutoffs, { unit, year });
  return cutoffs;
}

/** The cut-offs that tell of a unit in a month: its own first, then those of the units above it. */
export function useCutoffs(tree: Tree | undefined, unit: string, month: string) {
  const line = tree ? ancestors(tree, unit) : [];
  const year = yearOf(month);
  const { data, error } = useQuery<Cutoff[], ApiError>({
    queryKey: [CutoffService.method.listCutoffs.name, line, year],
    queryFn: async () => (await Promise.all(line.map((one) => listOf(one, year)))).flat(),
    enabled: line.length > 0,
  });
  const cutoffs = data?.filter((cutoff) => cutoff.month === month) ?? NONE;
  return { cutoffs, read: data !== undefined, error: data ? null : error };
}
