import type { ProjectFilter } from "./filters";
import { parseProjectFilter, projectSearch } from "./filters";

/** A named view of the project list: filter, order and columns, of whatever month is in work. */
export interface View {
  name: string;
  search: string;
  /** Keys of the hidden columns, with commas between. */
  hidden: string;
}

export const MOST_VIEWS = 20;
export const LONGEST_NAME = 30;

function isView(value: unknown): value is View {
  const view = value as Partial<View> | null;
  return typeof view?.name === "string" && typeof view.search === "string" && typeof view.hidden === "string";
}

/** Reads what this machine kept; what is broken is left out. */
export function viewsOf(text: string): View[] {
  try {
    const views: unknown = JSON.parse(text);
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

export function viewOf(name: string, filter: ProjectFilter, hidden: string): View {
  return { name, hidden, search: projectSearch({ ...filter, month: "" }).toString() };
}

/** The view's filter at a month. */
export function filterOf(view: View, month: string): ProjectFilter {
  return { ...parseProjectFilter(new URLSearchParams(view.search)), month };
}

/** Adds a view; one of the same name gives way. */
export function withView(views: readonly View[], view: View): View[] {
  return [...withoutView(views, view.name), view];
}

export function withoutView(views: readonly View[], name: string): View[] {
  return views.filter((view) => view.name !== name);
}

/** Why a view can't be kept under a name; empty if it can. */
export function nameFault(views: readonly View[], name: string): string {
  if (name === "") return "请给视图起个名字";
  const full = views.length >= MOST_VIEWS && !views.some((view) => view.name === name);
  return full ? `最多存 ${MOST_VIEWS} 个视图，请先删掉不用的` : "";
}
