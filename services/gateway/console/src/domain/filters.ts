import type { ListProjectsRequest } from "../gen/pacesetter/registry/v1/project_pb";
import { Library, Nature, ReportStatus, Stage } from "../gen/pacesetter/registry/v1/project_pb";
import type { Known } from "./known";
import { parseKnown } from "./known";
import { LIBRARY, LIBRARY_KEYS } from "./libraries";
import { isMonth } from "./month";
import type { TagSystem } from "../gen/pacesetter/registry/v1/unit_pb";
import { tagIn, tagsText } from "./tags";
import { CATEGORIES, FIGURES, LISTINGS, NATURE, NATURES, REPORT_STATUS, say, STAGE } from "./words";

/** What the project list is filtered by; it lives in the URL so that a link can be sent. */
export interface ProjectFilter {
  unit: string;
  month: string;
  listing: string;
  category: string;
  nature: Nature;
  stage: Stage;
  reportStatus: ReportStatus;
  /** Where it stands now: a library has no months. */
  library: Library;
  /** A tag as "system/tag"; which there are says the service. */
  tag: string;
  /** Only projects with a listing that waits for the city. */
  listingProposed: boolean;
  query: string;
  orderBy: string;
}

export const EMPTY_FILTER: ProjectFilter = {
  unit: "",
  month: "",
  listing: "",
  category: "",
  nature: Nature.UNSPECIFIED,
  stage: Stage.UNSPECIFIED,
  reportStatus: ReportStatus.UNSPECIFIED,
  library: Library.UNSPECIFIED,
  tag: "",
  listingProposed: false,
  query: "",
  orderBy: "",
};

const NATURE_KEYS: Record<string, Nature> = { new: Nature.NEW, continued: Nature.CONTINUED };
const STATUS_KEYS: Record<string, ReportStatus> = {
  reported: ReportStatus.REPORTED,
  missing: ReportStatus.MISSING,
};
const STAGE_KEYS: Record<string, Stage> = {
  planned: Stage.PLANNED,
  reserved: Stage.RESERVED,
  signed: Stage.SIGNED,
  preparing: Stage.PREPARING,
  started: Stage.STARTED,
  building: Stage.BUILDING,
  suspended: Stage.SUSPENDED,
  completed: Stage.COMPLETED,
  producing: Stage.PRODUCING,
  at_capacity: Stage.AT_CAPACITY,
  withdrawn: Stage.WITHDRAWN,
};
/** The word for a stage's key; a key that is none as it is. */
export function stageText(key: string): string {
  const stage = STAGE_KEYS[key];
  return stage === undefined ? key : STAGE[stage];
}

const ORDER = /^(name|total_investment|planned|year_to_date|rate)( desc)?$/;

function keyOf<T>(keys: Record<string, T>, value: T): string {
  return Object.keys(keys).find((key) => keys[key] === value) ?? "";
}

/** Takes what it understands; an old or mistyped link still opens. */
function among(known: Readonly<Record<string, unknown>>, text: string | null): string {
  return text !== null && Object.keys(known).includes(text) ? text : "";
}

export function parseProjectFilter(search: URLSearchParams): ProjectFilter {
  const month = search.get("month") ?? "";
  const order = search.get("order") ?? "";
  return {
    unit: search.get("unit") ?? "",
    month: isMonth(month) ? month : "",
    listing: among(LISTINGS, search.get("listing")),
    category: among(CATEGORIES, search.get("category")),
    nature: NATURE_KEYS[search.get("nature") ?? ""] ?? Nature.UNSPECIFIED,
    stage: STAGE_KEYS[search.get("stage") ?? ""] ?? Stage.UNSPECIFIED,
    reportStatus: STATUS_KEYS[search.get("report") ?? ""] ?? ReportStatus.UNSPECIFIED,
    library: LIBRARY_KEYS[search.get("library") ?? ""] ?? Library.UNSPECIFIED,
    tag: tagIn(search.get("tag")),
    listingProposed: search.get("proposed") === "1",
    query: search.get("q") ?? "",
    orderBy: ORDER.test(order) ? order : "",
  };
}

export function projectSearch(filter: ProjectFilter): URLSearchParams {
  return present({
    unit: filter.unit,
    month: filter.month,
    listing: filter.listing,
    category: filter.category,
    nature: keyOf(NATURE_KEYS, filter.nature),
    stage: keyOf(STAGE_KEYS, filter.stage),
    report: keyOf(STATUS_KEYS, filter.reportStatus),
    library: keyOf(LIBRARY_KEYS, filter.library),
    tag: filter.tag,
    proposed: filter.listingProposed ? "1" : "",
    q: filter.query,
    order: filter.orderBy,
  });
}

/** What a list is filtered by, in words, for where its controls are not: on paper. */
export function filterText(filter: ProjectFilter, systems: readonly TagSystem[]): string {
  const parts = [
    filter.listing && `级别：${say(LISTINGS, filter.listing)}`,
    filter.category && `类别：${say(CATEGORIES, filter.category)}`,
    filter.nature && `性质：${NATURE[filter.nature]}`,
    filter.stage && `阶段：${STAGE[filter.stage]}`,
    filter.reportStatus && `月报：${REPORT_STATUS[filter.reportStatus]}`,
    filter.library && `项目库：${LIBRARY[filter.library]}`,
    filter.tag && `标签：${tagsText(systems, [filter.tag])}`,
    filter.listingProposed && "级别待确认",
    filter.query && `搜索：${filter.query}`,
  ].filter(Boolean);
  return parts.length > 0 ? `条件：${parts.join("；")}` : "条件：全部项目";
}

/** The list of projects with a filter; what it does not name is as always. */
export function projectLink(filter: Partial<ProjectFilter>): string {
  return `/projects?${projectSearch({ ...EMPTY_FILTER, ...filter })}`;
}

/** The rows behind a figure of a roll-up. */
export interface FigureFilter extends Known {
  unit: string;
  month: string;
  listing: string;
  category: string;
  nature: string;
  size: string;
  industry: string;
  stage: string;
  /** A tag as "system/tag", or "system/untagged". */
  tag: string;
  figure: string;
  itself: boolean;
}

/** A key of what the service alone lists; it refuses what it does not know. */
function keyIn(text: string | null): string {
  return /^[\w-]{1,20}$/.test(text ?? "") ? text! : "";
}

export function parseFigureFilter(search: URLSearchParams): FigureFilter {
  const month = search.get("month") ?? "";
  return {
    unit: search.get("unit") ?? "",
    month: isMonth(month) ? month : "",
    listing: among(LISTINGS, search.get("listing")),
    category: among(CATEGORIES, search.get("category")),
    nature: among(NATURES, search.get("nature")),
    size: keyIn(search.get("size")),
    industry: keyIn(search.get("industry")),
    stage: keyIn(search.get("stage")),
    tag: tagIn(search.get("tag")),
    figure: among(FIGURES, search.get("figure")) || "projects",
    itself: search.get("itself") === "1",
    ...parseKnown(search),
  };
}

export function figureSearch(filter: Partial<FigureFilter>): URLSearchParams {
  const { itself, figure, asOf = "", ...rest } = filter;
  return present({ ...rest, figure: figure === "projects" ? "" : (figure ?? ""), itself: itself ? "1" : "", as_of: asOf });
}

export function figureLink(filter: Partial<FigureFilter>): string {
  return `/rollup/projects?${figureSearch(filter)}`;
}

/** Drops what is empty, so that links stay short. */
function present(values: Record<string, string>): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ""));
}

/** The order as the table's header shows it. */
export function sortOf(orderBy: string): { key: string; descending: boolean } | null {
  const [key, direction] = orderBy.split(" ");
  return key ? { key, descending: direction === "desc" } : null;
}

/** The part of the request that a filter makes. */
export function requestOf(filter: ProjectFilter): Partial<Omit<ListProjectsRequest, "$typeName" | "$unknown">> {
  return { ...filter };
}
