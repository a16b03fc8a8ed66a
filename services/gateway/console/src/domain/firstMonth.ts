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

function newest(months: readonly Reported[]): string | null {
  return months.reduce<string | null>((found, { month }) => (found === null || month > found ? month : found), null);
}
