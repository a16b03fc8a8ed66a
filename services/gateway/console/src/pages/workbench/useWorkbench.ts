import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { isMonth } from "../../domain/month";
import { CalendarService } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { remember } from "../../ui/remembered";

/** Whose work of which month is looked at; it lives in the address. */
export interface Desk {
  unit: string;
  month: string;
}

export function useDesk(): [Desk, (change: Partial<Desk>) => void] {
  const { home, month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("month") ?? "";
  const desk = { unit: search.get("unit") || home, month: isMonth(asked) ? asked : month };
  const change = (next: Partial<Desk>) => {
    if (next.month) remember(session.principal, "month", next.month);
    setSearch(new URLSearchParams({ ...desk, ...next }));
  };
  return [desk, change];
}

/** Counts, units and rules come with the first page of the projects that owe a report. */
export function useDue(desk: Desk, pageSize: number) {
  return useRead(CalendarService.method.listDue, { ...desk, pageSize });
}
