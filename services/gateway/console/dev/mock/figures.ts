import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import { Nature, Stage } from "../../src/gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../../src/gen/pacesetter/registry/v1/report_pb";
import type { Rollup, RollupFigures } from "../../src/gen/pacesetter/statistics/v1/statistics_pb";
import { RollupFiguresSchema, RollupSchema } from "../../src/gen/pacesetter/statistics/v1/statistics_pb";
import { STAGE } from "../../src/domain/words";
import { childrenOf, covers, nameOf, projects, reports } from "./world";

export interface Asked {
  unit: string;
  month: string;
  listing?: string;
  category?: string;
  nature?: string;
  /** Key of a stage, e.g. building. */
  stage?: string;
}

export const NATURE_KEY: Record<number, string> = { [Nature.NEW]: "new", [Nature.CONTINUED]: "continued" };

let source: ReadonlyMap<string, Report[]> = reports;

/** Counts by other reports than the present ones. */
export function knownBy<T>(other: ReadonlyMap<string, Report[]>, count: () => T): T {
  source = other;
  try {
    return count();
  } finally {
    source = reports;
  }
}

export function lastReport(project: Project, month: string): Report | undefined {
  return (source.get(project.id) ?? [])
    .filter((r) => r.accepted && r.month <= month && r.month.slice(0, 4) === month.slice(0, 4))
    .sort((a, b) => (a.month < b.month ? 1 : -1))[0];
}

export function chosen({ unit, month, listing, category, nature, stage }: Asked): Project[] {
  return projects.filter((project) => {
    const year = project.years.find((y) => y.year === Number(month.slice(0, 4)));
    if (!year || (unit && !covers(unit, year.unit))) return false;
    if (listing && !year.listings.some((l) => l.key === listing && l.confirmed)) return false;
    if (category && year.category !== category) return false;
    if (stage && Stage[project.stage].toLowerCase() !== stage) return false;
    return !nature || NATURE_KEY[year.nature] === nature;
  });
}

export function percent(done: bigint, of: bigint): string {
  if (of === 0n) return "";
  const tenths = (done * 2000n + of) / (of * 2n);
  return `${tenths / 10n}.${tenths % 10n}`;
}

export function paceOf(month: string): string {
  const tenths = Math.floor((Number(month.slice(5)) * 1000) / 12);
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

export function figuresOf(of: readonly Project[], month: string): RollupFigures {
  const figures = create(RollupFiguresSchema, { pace: (Number(month.slice(5)) * 100) / 12, paceShown: paceOf(month) });
  for (const project of of) {
    const year = project.years[0]!;
    const last = lastReport(project, month);
    figures.projects += 1n;
    figures.due += 1n;
    figures.totalInvestmentYuan += year.totalInvestmentYuan;
    figures.plannedYuan += year.plannedYuan;
    figures.investedYuan += last?.accepted?.figures?.yearToDateYuan ?? 0n;
    if (last?.month !== month) continue;
    figures.reported += 1n;
    figures.monthYuan += last.accepted?.figures?.monthYuan ?? 0n;
  }
  figures.missing = figures.due - figures.reported;
  figures.rateShown = percent(figures.investedYuan, figures.plannedYuan);
  if (figures.rateShown !== "") {
    const lead = (Number(figures.rateShown) - Number(figures.paceShown)).toFixed(1);
    figures.leadShown = Number(lead) >= 0 ? `+${lead}` : lead;
  }
  return figures;
}

const VALUES: Record<string, string[]> = {
  listing: ["province", "city", "county", "renovation"],
  category: ["industry", "infrastructure", "livelihood"],
  nature: ["new", "continued"],
  stage: ["preparing", "started", "building", "completed"],
};

/** What the service calls a value of a dimension of its own. */
function wordOf(by: string, value: string): string {
  return by === "stage" ? STAGE[Stage[value.toUpperCase() as keyof typeof Stage]] : "";
}

let changes = 1n;
let changedAt = new Date("2020-06-01T01:30:00Z");

export function touch(): void {
  changes += 1n;
  changedAt = new Date();
}

export function rollupOf(asked: Asked, by: string): Rollup {
  const { unit, month } = asked;
  const children = childrenOf(unit).map((child) => ({
    unit: child.code,
    name: child.name,
    itself: false,
    hasChildren: childrenOf(child.code).length > 0,
    figures: figuresOf(chosen({ ...asked, unit: child.code }), month),
  }));
  const withProjects = children.filter((c) => c.figures.projects > 0n);
  return create(RollupSchema, {
    unit,
    month,
    name: nameOf(unit),
    listing: asked.listing ?? "",
    figures: figuresOf(chosen(asked), month),
    children,
    groups: (VALUES[by] ?? []).map((value) => ({ value, name: wordOf(by, value), figures: figuresOf(chosen({ ...asked, [by]: value }), month) })),
    units: withProjects.length,
    unitsReported: withProjects.filter((c) => c.figures.missing === 0n).length,
    asOfTime: timestampFromDate(changedAt),
    change: changes,
  });
}
