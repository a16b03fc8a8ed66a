import { growthBase, growthText } from "../domain/growth";
import type { IndicatorValue } from "../gen/pacesetter/statistics/v1/indicator_pb";

interface GrowthProps {
  value: IndicatorValue | undefined;
  /** What it is compared with, in words and in yuan. */
  against: string;
  base: bigint | undefined;
}

/** A growth with its sign; pointed at, what it is compared with, or why there is none. */
export function Growth({ value, against, base }: GrowthProps) {
  const text = growthText(value);
  const kind = value?.shown ? `number ${value.shown.startsWith("-") ? "behind" : ""}` : "muted";
  return (
    <span className={kind} title={growthBase(against, value, base)}>
      {text}
    </span>
  );
}
