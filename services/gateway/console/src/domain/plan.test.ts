import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { AnnualPlanSchema, PlanState } from "../gen/pacesetter/registry/v1/plan_pb";
import { ReportSchema } from "../gen/pacesetter/registry/v1/report_pb";
import { amountsOf, evenMonths, openVersion, plannedUpTo, planRows, sumOf, typedPlan } from "./plan";

const even = Array.from({ length: 12 }, () => 10_000n);
const late = even.map((yuan, at) => (at < 6 ? 0n : yuan * 2n));
const plan = create(AnnualPlanSchema, {
  year: 2020,
  version: 5n,
  versions: [
    { number: 1, state: PlanState.APPROVED, plannedYuan: 120_000n, monthYuan: even },
    { number: 2, state: PlanState.APPROVED, plannedYuan: 120_000n, monthYuan: late },
    { number: 3, state: PlanState.DRAFT, plannedYuan: 120_000n, monthYuan: even, reason: "提前" },
  ],
  baselineNumber: 1,
  inForceNumber: 2,
});

describe("a plan by month", () => {
  it("stands beside its baseline, the open version and what was done", () => {
    const reports = [create(ReportSchema, { month: "2020-07", accepted: { figures: { monthYuan: 5_000n, yearToDateYuan: 15_000n } } })];
    const rows = planRows(plan, reports);
    expect(rows).toHaveLength(12);
    expect(rows[6]).toEqual({ month: 7, baseline: 10_000n, inForce: 20_000n, open: 10_000n, planned: 20_000n, done: 5_000n, yearToDate: 15_000n, lead: -5_000n });
    expect(rows[7]?.lead).toBeUndefined();
  });

  it("has no figures before anything is approved", () => {
    const rows = planRows(create(AnnualPlanSchema, { year: 2020 }), []);
    expect(rows[0]?.planned).toBeUndefined();
  });

  it("adds up to a month", () => {
    expect([plannedUpTo(late, 6), plannedUpTo(late, 7), plannedUpTo(late, 12)]).toEqual([0n, 20_000n, 120_000n]);
  });

  it("is edited from the open version, else from an even spread without a remainder lost", () => {
    expect(openVersion(plan)?.number).toBe(3);
    expect(typedPlan(plan, 0n).reason).toBe("提前");
    const spread = evenMonths(1_000_001n);
    expect([spread[0], spread[11], sumOf(spread)]).toEqual([80_000n, 120_001n, 1_000_001n]);
    expect(typedPlan(create(AnnualPlanSchema, { year: 2020 }), 1_000_001n).months[11]).toBe("12.0001");
  });

  it("reads what was typed, or nothing", () => {
    expect(amountsOf({ planned: "12", months: ["1", "2.5"], reason: "" })).toEqual({ planned: 120_000n, months: [10_000n, 25_000n] });
    expect(amountsOf({ planned: "12", months: ["1", "-2"], reason: "" })).toBeNull();
  });
});
