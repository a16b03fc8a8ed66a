import { create } from "@bufbuild/protobuf";
import { Direction, GetRankingResponseSchema, ListIndicatorsResponseSchema, Measure } from "../../src/gen/pacesetter/statistics/v1/indicator_pb";
import type { Indicator } from "../../src/gen/pacesetter/statistics/v1/indicator_pb";
import type { RollupFigures } from "../../src/gen/pacesetter/statistics/v1/statistics_pb";
import type { Call } from "./call";
import { ACCOUNTS, Refusal, send } from "./call";
import { reportsOf } from "./cutoffs";
import { chosen, figuresOf, knownBy, percent } from "./figures";
import { scoreOf } from "./score";
import { childrenOf, covers, nameOf } from "./world";

type Told = Pick<Indicator, "key" | "name" | "measure" | "formula"> & { shown: (figures: RollupFigures) => string };

/** Five of the platform's indicators, which need no other month. */
const INDICATORS: readonly Told[] = [
  { key: "completion_rate", name: "投资完成率", measure: Measure.PERCENT, formula: "投资完成率 = 年度完成投资 ÷ 年度计划投资 × 100%。", shown: (f) => f.rateShown },
  { key: "lead", name: "超/欠时序", measure: Measure.POINTS, formula: "超/欠时序 = 投资完成率 − 时序进度。", shown: (f) => f.leadShown },
  { key: "report_rate", name: "月报报送率", measure: Measure.PERCENT, formula: "月报报送率 = 已报 ÷ 应报 × 100%。", shown: (f) => percent(f.reported, f.due) },
  { key: "quality", name: "数据质量评分", measure: Measure.SCORE, formula: "数据质量评分 = 月报及时率 × 40 + 要素齐全率 × 25 + 月报免更正率 × 15 + 佐证认定率 × 20。", shown: (f) => scoreOf(f).shown },
  { key: "projects", name: "项目数", measure: Measure.COUNT, formula: "当年列入清单的项目数。", shown: (f) => String(f.projects) },
];

function indicatorOf({ key, name, measure, formula }: Told) {
  return { key, name, measure, formula, direction: Direction.HIGHER, source: "演示" };
}

export function listIndicators(call: Call): void {
  send(call, ListIndicatorsResponseSchema, create(ListIndicatorsResponseSchema, { indicators: INDICATORS.map(indicatorOf) }));
}

function valueOf(shown: string) {
  return shown === "" ? { missing: { reason: "NO_PLAN", text: "没有年度计划投资" } } : { shown };
}

/** As the service ranks: what reads equal shares a rank, what has no value stands last without one. */
function ranked<T>(items: readonly T[], shown: (item: T) => string): { rank: number | null; item: T }[] {
  const sorted = items.filter((item) => shown(item) !== "").sort((a, b) => Number(shown(b)) - Number(shown(a)));
  const places = sorted.map((item) => ({ rank: sorted.findIndex((other) => shown(other) === shown(item)) + 1, item }));
  return [...places, ...items.filter((item) => shown(item) === "").map((item) => ({ rank: null, item }))];
}

function before(month: string): string {
  return `${month.slice(0, 5)}${String(Number(month.slice(5)) - 1).padStart(2, "0")}`;
}

export function getRanking(call: Call, unit: string): void {
  const get = (name: string) => call.url.searchParams.get(name) ?? "";
  const [month, listing, cutoff] = [get("month"), get("listing"), get("cutoff")];
  if (!cutoff && !covers(ACCOUNTS[call.account]?.unit ?? "", unit)) throw new Refusal(404, "UNIT_NOT_FOUND", `没有找到单位“${unit}”，或您无权查看。`);
  const told = INDICATORS.find(({ key }) => key === get("indicator"));
  if (!told) throw new Refusal(400, "INDICATOR_UNKNOWN", `没有考核指标“${get("indicator")}”。`);
  const figures = (code: string, at: string) => knownBy(reportsOf(call), () => figuresOf(chosen({ unit: code, month: at, listing }), at));
  const shownOf = (code: string, at: string) => told.shown(figures(code, at));
  const valueAt = (code: string) => (told.key === "quality" ? scoreOf(figures(code, month)) : valueOf(shownOf(code, month)));
  const placesAt = (at: string) => ranked(childrenOf(unit), (child) => shownOf(child.code, at));
  const formerMonth = cutoff || month.endsWith("-01") ? "" : before(month);
  const former = new Map((formerMonth ? placesAt(formerMonth) : []).map(({ rank, item }) => [item.code, rank]));
  const places = placesAt(month);
  const units = places.map(({ rank, item }) => {
    const formerRank = former.get(item.code) ?? undefined;
    return {
      unit: item.code,
      name: item.name,
      rank: rank ?? undefined,
      tied: rank !== null && places.filter((place) => place.rank === rank).length > 1,
      value: valueAt(item.code),
      formerRank,
      change: rank !== null && formerRank !== undefined ? formerRank - rank : undefined,
      hasChildren: childrenOf(item.code).length > 0,
    };
  });
  const ranking = { unit, name: nameOf(unit), month, listing, cutoff, formerMonth, units, indicator: indicatorOf(told), value: valueAt(unit) };
  send(call, GetRankingResponseSchema, create(GetRankingResponseSchema, { ranking }));
}
