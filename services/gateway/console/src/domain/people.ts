export const DUTY_VIEWS = { lacking: "无人负责", people: "谁负责什么" } as const;
export type DutyView = keyof typeof DUTY_VIEWS;

/** What the page of people shows; it lives in the address. */
export interface DutyFilter {
  view: DutyView;
  unit: string;
  /** Words looked for among the people. */
  query: string;
  /** UUID of the person whose responsibilities are open; empty for none. */
  person: string;
}

export function parseDuty(search: URLSearchParams, home: string): DutyFilter {
  const view = search.get("view") ?? "";
  return {
    view: Object.hasOwn(DUTY_VIEWS, view) ? (view as DutyView) : "lacking",
    unit: search.get("unit") || home,
    query: search.get("query") ?? "",
    person: search.get("person") ?? "",
  };
}

/** The address of a filter; what is as always is left out. */
export function dutySearch({ view, unit, query, person }: DutyFilter): URLSearchParams {
  const search = new URLSearchParams();
  if (view !== "lacking") search.set("view", view);
  search.set("unit", unit);
  if (query) search.set("query", query);
  if (person) search.set("person", person);
  return search;
}
