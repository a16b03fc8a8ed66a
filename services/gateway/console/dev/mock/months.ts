import { create } from "@bufbuild/protobuf";
import { GetCalendarResponseSchema, ReportingFrequency } from "../../src/gen/pacesetter/registry/v1/calendar_pb";
import { GetMonthResponseSchema, ListMonthsResponseSchema, UnitMonthSchema } from "../../src/gen/pacesetter/registry/v1/month_pb";
import { ListPoliciesResponseSchema } from "../../src/gen/pacesetter/registry/v1/policy_pb";
import { ListWorkResponseSchema } from "../../src/gen/pacesetter/registry/v1/work_pb";
import type { Call } from "./call";
import { send } from "./call";
import { countsOf } from "./due";
import { chosen } from "./figures";
import { childrenOf, nameOf } from "./world";

function unitMonth(unit: string, month: string) {
  return create(UnitMonthSchema, { unit, unitName: nameOf(unit), month, counts: countsOf(chosen({ unit, month }), month, true) });
}

/** In the mock's world no month was handed in. */
export function getMonth(call: Call, unit: string, month: string): void {
  send(call, GetMonthResponseSchema, create(GetMonthResponseSchema, { unitMonth: unitMonth(unit, month) }));
}

export function listMonths(call: Call, unit: string): void {
  const month = call.url.searchParams.get("month") ?? "";
  send(call, ListMonthsResponseSchema, create(ListMonthsResponseSchema, { month, unitMonths: childrenOf(unit).map(({ code }) => unitMonth(code, month)) }));
}

/** In the mock's world everything is decided at once. */
export function listWork(call: Call): void {
  send(call, ListWorkResponseSchema, create(ListWorkResponseSchema));
}

export function getCalendar(call: Call): void {
  const month = call.url.searchParams.get("month") ?? "";
  const rules = [{ frequency: ReportingFrequency.MONTHLY, dueDays: [25], source: "示例" }];
  send(call, GetCalendarResponseSchema, create(GetCalendarResponseSchema, { month, rules, rulesVersion: 1, rulesEffectiveDate: "2020-01-01" }));
}

export function listPolicies(call: Call): void {
  const policy = { key: "conduct", name: "报送质量记录", version: 1, effectiveDate: "2020-01-01", source: "示例", rules: ["示例规则。"] };
  send(call, ListPoliciesResponseSchema, create(ListPoliciesResponseSchema, { policies: [policy] }));
}
