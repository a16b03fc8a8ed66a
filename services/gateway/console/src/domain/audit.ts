import type { AuditEntry } from "../gen/pacesetter/audit/v1/audit_pb";
import { ROLES, say } from "./words";

export const AUDITED = { registry: "项目登记", statistics: "统计汇总" } as const;
export type Audited = keyof typeof AUDITED;

/** What the record is filtered by; it lives in the address. Days are of Asia/Shanghai. */
export interface AuditFilter {
  service: Audited;
  principal: string;
  rpc: string;
  from: string;
  to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function dayOf(text: string | null): string {
  return text && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
}

export function parseAudit(search: URLSearchParams): AuditFilter {
  const service = search.get("service") ?? "";
  return {
    service: Object.hasOwn(AUDITED, service) ? (service as Audited) : "registry",
    principal: search.get("principal") ?? "",
    rpc: search.get("rpc") ?? "",
    from: dayOf(search.get("from")),
    to: dayOf(search.get("to")),
  };
}

export function auditSearch(filter: AuditFilter): URLSearchParams {
  const { service, ...rest } = filter;
  const search = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== ""));
  if (service !== "registry") search.set("service", service);
  return search;
}

/** A day's first moment in Asia/Shanghai; the last day of a span ends with the first moment of the next. */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

export function endOf(day: string): Date {
  return new Date(startOf(day).getTime() + 24 * 60 * 60 * 1000);
}

/** county@sd-bz-zouping/行政审批 is 县项目办（sd-bz-zouping 行政审批）. */
export function grantsText(grants: string): string {
  const one = (text: string) => {
    const [role = "", where = ""] = text.split("@");
    return where ? `${say(ROLES, role)}（${where.replace("/", " ")}）` : say(ROLES, role);
  };
  return grants.split(" ").filter(Boolean).map(one).join("、");
}

const PROJECT = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/(\d{4}-\d{2}))?$/;

/** The project that an entry of the registry is about, if its call is one of projects. */
export function projectOf({ subject, rpc }: Pick<AuditEntry, "subject" | "rpc">): string {
  const found = PROJECT.exec(subject);
  return found && !OTHER.test(rpc) ? found[1]! : "";
}

/** Calls whose subject is the ID of something else. */
const OTHER = /Grant$|Person$|Department$|Unit$|Import$|Cutoff$|^EndResponsibility$/;
