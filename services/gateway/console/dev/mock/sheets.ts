import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Import, ImportOptions, ImportRow, Preview, UndoRow } from "../../src/gen/pacesetter/registry/v1/import_pb";
import { ImportSchema, ImportState, PreviewSchema, RowAction, RowMatch, UndoAction, UndoRowSchema } from "../../src/gen/pacesetter/registry/v1/import_pb";
import { Nature } from "../../src/gen/pacesetter/registry/v1/project_pb";
import { Severity } from "../../src/gen/pacesetter/registry/v1/report_pb";
import { nameOf, projects } from "./world";

export const imports = new Map<string, Import>();

/** Takes any file for a sheet of eight rows that shows every kind of row. */
export function keepSheet(unit: string, month: string, fileName: string): Import {
  const id = `10000000-0000-4000-8000-${String(imports.size + 1).padStart(12, "0")}`;
  const made = create(ImportSchema, {
    id,
    unit,
    month,
    fileName,
    annex: 3,
    unitName: nameOf(unit),
    state: ImportState.PREVIEWED,
    principal: "county-demo",
    createTime: timestampFromDate(new Date()),
    rowCount: 8,
    validCount: 5,
  });
  imports.set(id, made);
  return made;
}

const sums = (month: number, year: number, all: number) => ({
  monthYuan: BigInt(month) * 10_000n,
  yearToDateYuan: BigInt(year) * 10_000n,
  cumulativeYuan: BigInt(all) * 10_000n,
});

const BAD_CELLS = [
  { cell: "H9", column: "本月完成投资", value: "约1200", reason: "AMOUNT_NOT_A_NUMBER", message: "不是数字。", suggestion: "只填数字，单位为万元，例如 1200。", severity: Severity.ERROR, row: 9 },
  { cell: "G9", column: "总投资", value: "", reason: "AMOUNT_MISSING", message: "没有填写总投资。", suggestion: "补填总投资。", severity: Severity.ERROR, row: 9 },
];
const ODD_CELL = { cell: "I6", column: "累计完成投资", value: "60000", reason: "CUMULATIVE_OVER_TOTAL", message: "累计完成超过总投资，请说明。", suggestion: "核对总投资与累计完成。", severity: Severity.WARNING, row: 6 };

/** What was said of a row: a row may have two decisions, and defaults of its own. */
function saidOf(options: ImportOptions | undefined, row: number) {
  const said = options?.decisions.filter((d) => d.row === row) ?? [];
  const is = (name: string) => said.some((d) => d.decision.case === name);
  return { is, defaults: said.find((d) => d.defaults)?.defaults };
}

function defaultsFor(options: ImportOptions | undefined, row: number) {
  const all = options?.defaults;
  const own = saidOf(options, row).defaults;
  return {
    listing: own?.listing || all?.listing || "county",
    category: own?.category || all?.category || "industry",
    nature: own?.nature || all?.nature || Nature.NEW,
  };
}

/** A conflict until the sheet wins or the row is left out. */
function contested(is: (name: string) => boolean): RowAction {
  if (is("skip")) return RowAction.NOTHING;
  return is("overwrite") ? RowAction.CORRECT : RowAction.CONFLICT;
}

/** The row that resembles two projects: in conflict as either of them, and new otherwise. */
function unclearRow(is: (name: string) => boolean): { match: RowMatch; action: RowAction } {
  if (is("create")) return { match: RowMatch.NEW, action: RowAction.CREATE };
  if (is("projectId")) return { match: RowMatch.KNOWN, action: contested(is) };
  return is("skip") ? { match: RowMatch.UNSPECIFIED, action: RowAction.NOTHING } : { match: RowMatch.AMBIGUOUS, action: RowAction.REFUSED };
}

export function previewOf(made: Import, options: ImportOptions | undefined): Preview {
  const [known, similar] = projects.filter((p) => p.years[0]?.unit === made.unit || made.unit === "binzhou");
  const row = (n: number, name: string, match: RowMatch, action: RowAction, rest: object = {}) => ({
    row: n,
    name,
    match,
    action,
    section: "一、产业项目",
    company: "示例实业有限公司",
    unit: made.unit,
    unitName: nameOf(made.unit),
    totalInvestmentYuan: 520_010_000n,
    plannedYuan: 260_000_000n,
    sheet: sums(1200, 9600, 18300),
    ...rest,
  });
  const unclear = unclearRow(saidOf(options, 8).is);
  const created = (n: number) => {
    const left = saidOf(options, n).is("skip");
    return row(n, `湛河新区标准化厂房${n}号项目`, RowMatch.NEW, left ? RowAction.NOTHING : RowAction.CREATE, { defaults: defaultsFor(options, n) });
  };
  const rows = [
    row(5, known?.name ?? "甲项目", RowMatch.KNOWN, RowAction.REPORT, { projectId: known?.id }),
    row(6, similar?.name ?? "乙项目", RowMatch.KNOWN, RowAction.CORRECT, { projectId: similar?.id, register: sums(1000, 9400, 18100), issues: [ODD_CELL] }),
    created(7),
    row(8, "智慧农业产业园项目", unclear.match, unclear.action, {
      defaults: defaultsFor(options, 8),
      register: unclear.match === RowMatch.KNOWN ? sums(900, 9300, 18000) : undefined,
      candidates: [known, similar].map((p) => ({ projectId: p?.id, name: p?.name, company: p?.company?.name, unitName: nameOf(made.unit), shared: ["name"] })),
      issues: unclear.action !== RowAction.REFUSED ? [] : [{ cell: "B8", column: "项目名称", value: "智慧农业产业园项目", reason: "AMBIGUOUS_PROJECT", message: "与两个已有项目相似，请决定是哪一个。", severity: Severity.ERROR, row: 8 }],
    }),
    row(9, "高端钛白粉项目", RowMatch.KNOWN, RowAction.REFUSED, { sheet: undefined, issues: BAD_CELLS }),
    row(10, "公共管廊项目", RowMatch.KNOWN, contested(saidOf(options, 10).is), { register: sums(900, 9300, 18000) }),
    created(11),
    created(12),
  ] as ImportRow[];
  const writes = rows.filter((r) => [RowAction.REPORT, RowAction.CORRECT, RowAction.CREATE].includes(r.action));
  return create(PreviewSchema, {
    rows,
    skipped: [
      { row: 1, why: "title", text: `${nameOf(made.unit)}2020年在建项目进展情况表` },
      { row: 2, why: "unit", text: "单位：万元" },
      { row: 4, why: "section", text: "一、产业项目" },
      { row: 13, why: "total", text: "合计" },
      { row: 15, why: "signature", text: "填报人：　　审核人：" },
    ],
    fingerprint: `f${options?.decisions.length ?? 0}`,
    rowCount: rows.length,
    validCount: rows.filter((r) => r.action !== RowAction.REFUSED && r.action !== RowAction.CONFLICT).length,
    writeCount: writes.length,
    reasonNeeded: true,
    title: "在建项目进展情况表",
    moneyUnit: "万元",
  });
}

/** What undoing would do: two rows go back, one was touched since. */
export function undoRowsOf(made: Import): UndoRow[] {
  const [first, second, third] = projects.filter((project) => project.years[0]?.unit === made.unit).concat(projects);
  return [
    create(UndoRowSchema, { row: 5, name: first?.name, action: UndoAction.REPORT, present: sums(120, 620, 900), former: sums(100, 600, 880) }),
    create(UndoRowSchema, { row: 6, name: second?.name, action: UndoAction.CREATION, present: sums(10, 50, 60) }),
    create(UndoRowSchema, { row: 7, name: third?.name, action: UndoAction.LEAVE, reason: "REPORT_TOUCHED", message: "2020-05 的月报在导入之后又改过或已审核，保留现状。", present: sums(5, 40, 40), former: sums(5, 40, 40) }),
  ];
}
