import type { Project, ProjectYear } from "../gen/pacesetter/registry/v1/project_pb";
import { Nature, Stage } from "../gen/pacesetter/registry/v1/project_pb";
import { readAmount } from "./amount";
import { wanExact, wanText } from "./money";
import { CATEGORIES, LISTINGS, NATURE, say, STAGE } from "./words";

/** What a person types about a project and one year of it, as it stands in the fields. */
export interface ProjectForm {
  name: string;
  nationalCode: string;
  companyName: string;
  creditCode: string;
  place: string;
  scale: string;
  startYear: string;
  endYear: string;
  stage: Stage;
  stageDate: string;
  /** As "system/tag". */
  tags: readonly string[];
  year: number;
  unit: string;
  category: string;
  industry: string;
  nature: Nature;
  total: string;
  planned: string;
  startMonth: number;
  needsNewLand: boolean;
  /** From which month each listing counts; what is not listed is not here. */
  listings: Record<string, number>;
}

export type FormField = keyof ProjectForm;

export function emptyForm(year: number, unit: string): ProjectForm {
  return {
    name: "", nationalCode: "", companyName: "", creditCode: "", place: "", scale: "", startYear: "", endYear: "",
    stage: Stage.PLANNED, stageDate: "", tags: [], year, unit, category: "", industry: "", nature: Nature.UNSPECIFIED, total: "", planned: "",
    startMonth: 0, needsNewLand: false, listings: {},
  };
}

const yearText = (year: number) => (year === 0 ? "" : String(year));

/** A project and the year's record as a form; without a record of the year that part is empty. */
export function formOf(project: Project, year: ProjectYear): ProjectForm {
  return {
    name: project.name,
    nationalCode: project.nationalCode,
    companyName: project.company?.name ?? "",
    creditCode: project.company?.creditCode ?? "",
    place: project.place,
    scale: project.scale,
    startYear: yearText(project.startYear),
    endYear: yearText(project.endYear),
    stage: project.stage,
    stageDate: project.stages.find((entry) => entry.stage === project.stage)?.date ?? "",
    tags: project.tags,
    year: year.year,
    unit: year.unit,
    category: year.category,
    industry: year.industry,
    nature: year.nature,
    total: wanExact(year.totalInvestmentYuan),
    planned: wanExact(year.plannedYuan),
    startMonth: year.startMonth,
    needsNewLand: year.needsNewLand,
    listings: Object.fromEntries(year.listings.map((listing) => [listing.key, listing.fromMonth])),
  };
}

const YEAR = /^(19|20)\d{2}$/;

/** What can be seen to be wrong before anybody is asked, by field; the register judges again. */
export function faultsOf(form: ProjectForm): Partial<Record<FormField, string>> {
  const faults: Partial<Record<FormField, string>> = {};
  if (form.name.trim() === "") faults.name = "请填项目名称";
  if (form.unit === "") faults.unit = "请选考核单位";
  if (form.category === "") faults.category = "请选类别";
  if (form.nature === Nature.UNSPECIFIED) faults.nature = "请选建设性质";
  for (const field of ["total", "planned"] as const) {
    if (form[field].trim() === "") faults[field] = "请填金额，没有的填 0";
    else if (readAmount(form[field]) === null) faults[field] = "请填不小于 0 的数，例如 3500 或 1.2亿";
  }
  for (const field of ["startYear", "endYear"] as const) {
    if (form[field].trim() !== "" && !YEAR.test(form[field].trim())) faults[field] = "请填四位年份";
  }
  if (!faults.startYear && !faults.endYear && form.startYear.trim() && form.endYear.trim() && form.endYear.trim() < form.startYear.trim()) faults.endYear = "完工年份不能早于开工年份";
  return faults;
}

/** What a plan above the whole is worth: a question, no refusal. */
export function doubtsOf(form: ProjectForm): string[] {
  const [total, planned] = [readAmount(form.total), readAmount(form.planned)];
  return total !== null && planned !== null && planned > total ? [`年度计划 ${wanText(planned)} 万元大于总投资 ${wanText(total)} 万元`] : [];
}

/** Identity as the API takes it. What the form has no field for stays as the project has it. */
export function identityOf(form: ProjectForm) {
  return {
    name: form.name.trim(),
    nationalCode: form.nationalCode.trim(),
    company: { name: form.companyName.trim(), creditCode: form.creditCode.trim() },
    place: form.place.trim(),
    scale: form.scale.trim(),
    startYear: Number(form.startYear.trim()),
    endYear: Number(form.endYear.trim()),
    stage: form.stage,
    stages: form.stageDate === "" ? [] : [{ stage: form.stage, date: form.stageDate }],
    tags: [...form.tags],
  };
}

/** The year's record as the API takes it; a listing that is known keeps whether it is confirmed. */
export function recordOf(form: ProjectForm, known?: ProjectYear) {
  return {
    year: form.year,
    unit: form.unit,
    category: form.category,
    industry: form.industry.trim(),
    nature: form.nature,
    totalInvestmentYuan: readAmount(form.total) ?? 0n,
    plannedYuan: readAmount(form.planned) ?? 0n,
    needsNewLand: form.needsNewLand,
    startMonth: form.startMonth,
    listings: Object.entries(form.listings).map(([key, fromMonth]) => ({ key, fromMonth, confirmed: known?.listings.some((l) => l.key === key && l.confirmed) ?? false })),
  };
}

const IDENTITY: readonly FormField[] = ["name", "nationalCode", "companyName", "creditCode", "place", "scale", "startYear", "endYear", "stage", "stageDate", "tags"];

function same(field: FormField, one: ProjectForm, other: ProjectForm): boolean {
  return shown(field, one) === shown(field, other);
}

/** The fields in which two forms differ, in the order of the form. */
export function differing(one: ProjectForm, other: ProjectForm): FormField[] {
  return (Object.keys(one) as FormField[]).filter((field) => !same(field, one, other));
}

/** Whether identity, and whether the year's record, is to be written. */
export function partsOf(fields: readonly FormField[]): { identity: boolean; year: boolean } {
  return { identity: fields.some((field) => IDENTITY.includes(field)), year: fields.some((field) => !IDENTITY.includes(field)) };
}

/**
 * Mine upon theirs: what I changed since the base stays as I wrote it, all else is as it is
 * there now, so that nobody's change is lost without being seen.
 */
export function rebased(base: ProjectForm, theirs: ProjectForm, mine: ProjectForm): ProjectForm {
  const changed = Object.fromEntries(differing(base, mine).map((field) => [field, mine[field]]));
  return { ...theirs, ...changed };
}

export const FORM_WORDS: Record<FormField, string> = {
  name: "项目名称", nationalCode: "项目代码", companyName: "项目单位", creditCode: "统一社会信用代码", place: "建设地点", scale: "建设内容及规模",
  startYear: "开工年份", endYear: "完工年份", stage: "建设阶段", stageDate: "阶段日期", tags: "标签", year: "年度", unit: "考核单位", category: "类别", industry: "行业领域",
  nature: "建设性质", total: "总投资（万元）", planned: "年度计划（万元）", startMonth: "计划开工月份", needsNewLand: "需新增用地", listings: "级别",
};

const amountText = (text: string) => {
  const yuan = readAmount(text);
  return yuan === null ? text.trim() : wanText(yuan);
};

/** A field's value as people read it. */
export function shown(field: FormField, form: ProjectForm): string {
  switch (field) {
    case "total":
    case "planned":
      return amountText(form[field]);
    case "stage":
      return STAGE[form.stage];
    case "nature":
      return NATURE[form.nature];
    case "category":
      return say(CATEGORIES, form.category);
    case "needsNewLand":
      return form.needsNewLand ? "是" : "否";
    case "startMonth":
      return form.startMonth === 0 ? "" : `${form.startMonth}月`;
    case "tags":
      return [...form.tags].sort().join("、");
    case "listings":
      return listingsText(form.listings);
    default:
      return String(form[field]).trim();
  }
}

/** In the order of the words, whatever order they were chosen in. */
function listingsText(listings: Record<string, number>): string {
  const known = Object.keys(LISTINGS);
  const keys = Object.keys(listings).sort((a, b) => known.indexOf(a) - known.indexOf(b));
  return keys.map((key) => `${say(LISTINGS, key)}（自${listings[key]}月）`).join("、");
}
