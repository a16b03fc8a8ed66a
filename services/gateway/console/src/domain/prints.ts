import { asApiError } from "../api/errors";
import { isMonth } from "./month";

/** What can be had as a PDF file, each as a page of its own at /print. */
export type PrintKind = "project" | "list" | "ranking" | "wall";

/** Where the gateway hands a print out; empty parameters are left away. */
export function printAddress(kind: PrintKind, parameters: URLSearchParams | Record<string, string>): string {
  const search = new URLSearchParams([...new URLSearchParams(parameters)].filter(([, value]) => value !== ""));
  return `/api/v1/prints/${kind}.pdf?${search}`;
}

/**
 * The month of a print, or the unit whose newest month it is on: a ticket reads no other unit's. A
 * project's file shows a whole year and needs none; where nobody names one it is of this year.
 */
export function askedOf(path: string, search: URLSearchParams, now: string): { month: string; unit: string } {
  const month = search.get("month") ?? "";
  if (isMonth(month)) return { month, unit: "" };
  return path.startsWith("/print/projects/") ? { month: now, unit: "" } : { month: "", unit: search.get("unit") ?? "" };
}

/** What a page says of itself to the printer. */
export interface PrintMark {
  print: "ready" | "refused";
  /** Of the answer that it was refused with. */
  status: string;
  message: string;
}

export const SIGNED_OUT: PrintMark = { print: "refused", status: "401", message: "打印凭据已失效，请重新打印。" };

/** A page with a hole in it is not printed. */
export function markOf(failed: unknown): PrintMark {
  if (!failed) return { print: "ready", status: "", message: "" };
  const { status, message } = asApiError(failed);
  return { print: "refused", status: String(status), message };
}
