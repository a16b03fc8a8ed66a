import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Restatement } from "../gen/pacesetter/statistics/v1/cutoff_pb";
import type { RollupFigures } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { grouped, wanText, yi } from "./money";
import type { Words } from "./words";
import { CATEGORIES, LISTINGS, NATURES, say } from "./words";

/** One thing that is known otherwise than it was frozen, on a line of its own. */
export interface RestatedLine {
  key: string;
  projectId: string;
  name: string;
  unitName: string;
  what: string;
  old: string;
  now: string;
  /** With its sign; empty where there is none to tell. */
  difference: string;
  knownTime: Timestamp | undefined;
}

const MONEY: Words = {
  total_investment_yuan: "总投资（万元）",
  planned_yuan: "年度计划（万元）",
  planned_to_date_yuan: "截至当月计划（万元）",
  invested_yuan: "年度完成（万元）",
  month_yuan: "本月完成（万元）",
  reserve_total_investment_yuan: "储备总投资（万元）",
  signed_yuan: "签约金额（万元）",
  arrived_yuan: "到位资金（万元）",
};
const COUNTS: Words = {
  projects: "列入清单",
  due: "应报",
  reported: "已报",
  missing: "未报",
  unlisted: "清单外月报",
  on_time: "按时报送",
  corrected: "更正",
  due_to_start: "应开工",
  started: "已开工",
  started_of_due: "应开工中已开工",
  due_to_start_no_land: "应开工（不需新增用地）",
  started_no_land: "已开工（不需新增用地）",
  starts_certified: "开工已认定",
  due_to_resume: "应复工",
  resumed: "已复工",
  due_to_complete: "应竣工",
  completed: "已竣工",
  completed_of_due: "应竣工中已竣工",
  completions_certified: "竣工已认定",
  statistics_eligible: "应统",
  statistics_entered: "已入库纳统",
  reserve: "储备项目",
  described: "已知要素情况",
  facts_listed: "应填要素",
  facts_filled: "已填要素",
};
const ATTRIBUTES: Words = { unit: "考核单位", category: "类别", nature: "性质", listings: "级别" };
const VALUES: Record<string, Words> = { category: CATEGORIES, nature: NATURES, listings: LISTINGS };

function signed(value: bigint, text: (magnitude: bigint) => string): string {
  return value < 0n ? `-${text(-value)}` : `+${text(value)}`;
}

function valueText(attribute: string, value: string, unitText: (code: string) => string): string {
  if (value === "") return "—";
  if (attribute === "unit") return unitText(value);
  return value.split(",").map((key) => say(VALUES[attribute] ?? {}, key)).join("、");
}

/** A project's changes, its figures before its attributes. */
function linesOfProject({ projectId, name, unitName, figures, attributes }: Restatement, unitText: (code: string) => string): RestatedLine[] {
  const at = { projectId, name, unitName };
  const figureLines = figures.map(({ figure, old, new: now, knownTime }) => {
    const text = figure in MONEY ? wanText : grouped;
    const what = say({ ...MONEY, ...COUNTS }, figure);
    return { ...at, key: `${projectId}/${figure}`, what, old: text(old), now: text(now), difference: signed(now - old, text), knownTime };
  });
  const attributeLines = attributes.map(({ attribute, old, new: now, knownTime }) => ({
    ...at,
    key: `${projectId}/${attribute}`,
    what: say(ATTRIBUTES, attribute),
    old: valueText(attribute, old, unitText),
    now: valueText(attribute, now, unitText),
    difference: "",
    knownTime,
  }));
  return [...figureLines, ...attributeLines];
}

/** What is known otherwise, line by line. */
export function restatedLines(restatements: readonly Restatement[], unitText: (code: string) => string): RestatedLine[] {
  return restatements.flatMap((restatement) => linesOfProject(restatement, unitText));
}

/** A figure of the unit as frozen and as known now. */
export interface ComparedFigure {
  title: string;
  unit: string;
  frozen: string;
  now: string;
  difference: string;
}

/** The unit's figures side by side; money in 亿元. */
export function comparedFigures(frozen: RollupFigures, now: RollupFigures): ComparedFigure[] {
  const line = (title: string, unit: string, value: (f: RollupFigures) => bigint, text: (value: bigint) => string): ComparedFigure => {
    const difference = value(now) - value(frozen);
    return { title, unit, frozen: text(value(frozen)), now: text(value(now)), difference: difference === 0n ? "" : signed(difference, text) };
  };
  return [
    line("项目数", "个", (f) => f.projects, grouped),
    line("总投资", "亿元", (f) => f.totalInvestmentYuan, yi),
    line("年度计划", "亿元", (f) => f.plannedYuan, yi),
    line("年度完成", "亿元", (f) => f.investedYuan, yi),
    line("本月完成", "亿元", (f) => f.monthYuan, yi),
    line("本月已报", "个", (f) => f.reported, grouped),
  ];
}
