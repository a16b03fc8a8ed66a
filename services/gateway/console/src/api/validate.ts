import { useQuery } from "@tanstack/react-query";
import { useSettled } from "../ui/useSettled";
import { send } from "./client";

/** What the gateway says of a code, by the public standards; part of no service's API. */
export interface Verdict {
  valid: boolean;
  message: string;
  warnings: { reason: string; message: string }[];
}

export type CodeKind = "project-code" | "uscc";

interface Answer {
  results: Verdict[];
}

/** The verdict on a code once the typing pauses; none of an empty one, or where nobody can be asked. */
export function useVerdict(kind: CodeKind, code: string): Verdict | undefined {
  const settled = useSettled(code.trim());
  const { data } = useQuery({
    queryKey: ["validate", kind, settled],
    queryFn: async ({ signal }) => JSON.parse(await send(`/api/v1/validate/${kind}?${new URLSearchParams({ code: settled })}`, { method: "GET", signal })) as Answer,
    enabled: settled !== "",
    staleTime: Infinity,
    retry: false,
  });
  return settled === code.trim() && settled !== "" ? data?.results[0] : undefined;
}
