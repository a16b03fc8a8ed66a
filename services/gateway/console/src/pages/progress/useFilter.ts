import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useWorkplace } from "../../app/workplace";
import { isMonth } from "../../domain/month";
import { remember } from "../../ui/remembered";

/** Which month of which unit is looked at, and how. */
export interface ProgressFilter {
  unit: string;
  month: string;
  /** The month's fields, or the year's months. */
  view: "month" | "year";
  missing: boolean;
  query: string;
}

/** The filter of the address, with the user's own unit and month where it names none. */
export function useFilter(): [filter: ProgressFilter, change: (change: Partial<ProgressFilter>) => void] {
  const { home, month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const filter = useMemo<ProgressFilter>(() => {
    const asked = search.get("month") ?? "";
    return {
      unit: search.get("unit") ?? home,
      month: isMonth(asked) ? asked : month,
      view: search.get("view") === "year" ? "year" : "month",
      missing: search.get("missing") === "1",
      query: search.get("q") ?? "",
    };
  }, [search, home, month]);
  const change = (changed: Partial<ProgressFilter>) => {
    const next = { ...filter, ...changed };
    if (changed.month) remember(session.principal, "month", changed.month);
    const said = { unit: next.unit, month: next.month, view: next.view === "year" ? "year" : "", missing: next.missing ? "1" : "", q: next.query };
    setSearch(Object.entries(said).filter(([, value]) => value !== ""), { replace: true });
  };
  return [filter, change];
}
