import type { IndicatorValue } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { yi } from "./money";

/** +19.8%, -3.2% or 0.0%, as the service rounded it; a dash where there is nothing to compare with. */
export function growthText(value: IndicatorValue | undefined): string {
  return value?.shown ? `${value.shown}%` : "—";
}

/** What a growth is compared with, or why there is none. */
export function growthBase(name: string, value: IndicatorValue | undefined, base: bigint | undefined): string {
  if (value?.missing) return value.missing.text;
  return base === undefined ? "" : `${name} ${yi(base)} 亿元`;
}
