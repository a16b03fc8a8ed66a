import { asApiError } from "../api/errors";
import { yearOf } from "./month";

/** How far a month is reported, of those projects whose report is due. */
export interface Reported {
  month: string;
  due: bigint;
  reported: bigint;
}

/** The newest month of which at least half is reported: a first sheet of the next month does not make it the present one. */
export function newestHalfReported(months: readonly Reported[]): string | null {
  return newest(months.filter((m) => m.reported > 0n && m.reported * 2n >= m.due));
}

/** The newest month with any report. */
export function newestReported(months: readonly Reported[]): string | null {
  return newest(months.filter((m) => m.reported > 0n));
}

const YEARS_BACK = 8;

/**
 * The newest month of which half is reported, looked for from this year backwards; else the
 * newest with a report, this month if none has. A year that the unit does not have holds
 * nothing; what can't be read holds nothing only for who guesses.
 */
export async function newestMonth(now: string, reportedIn: (year: number) => Promise<Reported[]>, guess: boolean): Promise<string> {
  const seen: Reported[] = [];
  for (let back = 0; back <= YEARS_BACK; back++) {
    const year = reportedIn(yearOf(now) - back).catch((error: unknown) => {
      if (guess || asApiError(error).status === 404) return [];
      throw error;
    });
    seen.push(...(await year));
    const half = newestHalfReported(seen);
    if (half) return half;
  }
  return newestReported(seen) ?? now;
}

function newest(months: readonly Reported[]): string | null {
  return months.reduce<string | null>((found, { month }) => (found === null || month > found ? month : found), null);
}
