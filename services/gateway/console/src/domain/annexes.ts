/** The annexes of the monthly report, by their numbers. */
export const ANNEXES: Readonly<Record<number, string>> = {
  1: "前期项目谋划表",
  2: "新建（竣工）项目情况表",
  3: "在建项目进展情况表",
};

/** An office's own list of projects, of any layout: it is no annex, and none is handed out. */
export const LEDGER = 4;

/** What a sheet of the annex writes. */
export const ANNEX_WRITES: Readonly<Record<number, string>> = {
  1: "写项目的基本情况和前期谋划，新项目默认不列入级别；不写月报。",
  2: "写项目的基本情况和本年度信息；不写月报。",
  3: "写所选月份的月报，新项目一并登记。",
  [LEDGER]: "任意版式、一行一个项目的台账：按列名或您的对应读入，与登记的项目逐一对照，其余登记为新项目，默认不列入级别；不写月报。",
};

export const ANNEX_OPTIONS = [...Object.keys(ANNEXES).map(Number), LEDGER].map((annex) => ({ value: annex, label: annexText(annex) }));

/** 附件3, or 旧台账. */
export function annexShort(annex: number): string {
  return annex === LEDGER ? "旧台账" : `附件${annex}`;
}

/** 附件3 在建项目进展情况表. */
export function annexText(annex: number): string {
  const name = ANNEXES[annex];
  return name ? `${annexShort(annex)} ${name}` : annexShort(annex);
}

/** Where a sheet is handed out: with what is known of the month, or blank in what belongs to the month alone. */
export function sheetAddress(annex: number, unit: string, month: string, blank: boolean): string {
  const query = new URLSearchParams({ unit, month, ...(blank ? { blank: "true" } : {}) });
  return `/api/v1/sheets/${annex}?${query}`;
}

/** Whether the annex reports a month; the others say what projects are and shall be. */
export function reports(annex: number): boolean {
  return annex === 3;
}
