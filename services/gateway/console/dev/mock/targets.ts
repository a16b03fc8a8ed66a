import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Measure } from "../../src/gen/pacesetter/statistics/v1/indicator_pb";
import { GetAttainmentResponseSchema, TargetState } from "../../src/gen/pacesetter/statistics/v1/target_pb";
import type { Call } from "./call";
import { ACCOUNTS, Refusal, send } from "./call";
import { chosen, figuresOf } from "./figures";
import { childrenOf, covers, nameOf } from "./world";

const GOAL = 100;

/** One target, of the city: the year's plan invested. */
const SET = {
  key: "demo-2020",
  name: "演示任务",
  source: "演示文件",
  effectiveDate: "2020-01-01",
  sample: "各单位执行同一比率。",
  untold: [{ name: "全社会固定资产投资", why: "由统计部门发布。" }],
  targets: [{ key: "completion_year", name: "年底投资完成率", month: "2020-12", measure: Measure.PERCENT, goal: BigInt(GOAL), goalShown: String(GOAL), source: "一(一)", formula: "年度完成 ÷ 年度计划 × 100%。", rows: {} }],
};

function attainmentOf(unit: string, month: string) {
  const { investedYuan, plannedYuan } = figuresOf(chosen({ unit, month, listing: "" }), month);
  const told = { set: SET.key, target: SET.targets[0]!.key, goal: BigInt(GOAL), goalShown: String(GOAL), part: investedYuan, whole: plannedYuan };
  if (plannedYuan === 0n) return { ...told, state: TargetState.NO_DATA };
  const share = (100 * Number(investedYuan)) / Number(plannedYuan);
  const forecast = (share * 12) / Number(month.slice(5));
  const distance = (share - GOAL).toFixed(1);
  return {
    ...told,
    valueShown: share.toFixed(1),
    distanceShown: share > GOAL ? `+${distance}` : distance,
    state: share >= GOAL ? TargetState.ATTAINED : TargetState.PENDING,
    forecastShown: forecast.toFixed(1),
    forecastAttained: forecast >= GOAL,
    forecastMethod: "按月均进度推算到 12 月底",
  };
}

export function getAttainment(call: Call, unit: string): void {
  if (!covers(ACCOUNTS[call.account]?.unit ?? "", unit)) throw new Refusal(404, "UNIT_NOT_FOUND", `没有找到单位“${unit}”，或您无权查看。`);
  const month = call.url.searchParams.get("month") ?? "";
  const answer = { unit, name: nameOf(unit), month, asOfTime: timestampFromDate(new Date()) };
  if (unit !== "binzhou" || !month.startsWith("2020")) return send(call, GetAttainmentResponseSchema, create(GetAttainmentResponseSchema, answer));
  const children = childrenOf(unit).map(({ code, name }) => ({ unit: code, name, attainments: [attainmentOf(code, month)] }));
  send(call, GetAttainmentResponseSchema, create(GetAttainmentResponseSchema, { ...answer, sets: [SET], attainments: [attainmentOf(unit, month)], children }));
}
