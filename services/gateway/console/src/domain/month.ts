import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Whether the text is a month as the API writes it, YYYY-MM. */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

export function yearOf(month: string): number {
  return Number(month.slice(0, 4));
}

/** 1 to 12. */
export function numberOf(month: string): number {
  return Number(month.slice(5, 7));
}

export function monthOf(year: number, number: number): string {
  return `${year}-${String(number).padStart(2, "0")}`;
}

/** 2020年5月. */
export function monthText(month: string): string {
  return isMonth(month) ? `${yearOf(month)}年${numberOf(month)}月` : "—";
}

/** The cut-off of a month's figures: 截至2020年5月底. */
export function cutoffText(month: string): string {
  return `截至${monthText(month)}底`;
}

const shanghai = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** 2020-06-01 09:30, in Asia/Shanghai whatever the browser's zone. */
export function instantText(time: Timestamp | undefined): string {
  if (!time) return "—";
  const part = Object.fromEntries(shanghai.formatToParts(timestampDate(time)).map((p) => [p.type, p.value]));
  return `${part["year"]}-${part["month"]}-${part["day"]} ${part["hour"]}:${part["minute"]}`;
}

/** The day of an instant in Asia/Shanghai, YYYY-MM-DD. */
export function dayAt(date: Date): string {
  const part = Object.fromEntries(shanghai.formatToParts(date).map((p) => [p.type, p.value]));
  return `${part["year"]}-${part["month"]}-${part["day"]}`;
}

/** The month of an instant in Asia/Shanghai. */
export function monthAt(date: Date): string {
  return dayAt(date).slice(0, 7);
}

/** The months around one that are over or running, the newest first. */
export function monthsAround(month: string, now: string): string[] {
  const at = yearOf(month) * 12 + numberOf(month) - 1;
  const around = Array.from({ length: 25 }, (_, back) => at + 12 - back).map((n) => monthOf(Math.floor(n / 12), (n % 12) + 1));
  return around.filter((one) => one <= now || one === month);
}
