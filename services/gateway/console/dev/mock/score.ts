import type { RollupFigures } from "../../src/gen/pacesetter/statistics/v1/statistics_pb";
import { percent } from "./figures";

interface Part {
  key: string;
  name: string;
  weight: number;
  part: bigint;
  whole: bigint;
}

/** The parts of a score with made-up numbers: every eleventh fact lacks, and nobody has started. */
function partsOf(f: RollupFigures): Part[] {
  return [
    { key: "punctuality_rate", name: "月报及时率", weight: 40, part: f.reported - f.reported / 17n, whole: f.due },
    { key: "facts_rate", name: "要素齐全率", weight: 25, part: f.projects * 11n - f.projects / 2n, whole: f.projects * 11n },
    { key: "uncorrected_rate", name: "月报免更正率", weight: 15, part: f.reported - f.reported / 43n, whole: f.reported },
    { key: "evidence_rate", name: "佐证认定率", weight: 20, part: 0n, whole: 0n },
  ];
}

const NOTHING = { reason: "NOTHING_TO_JUDGE", text: "没有可以评价的内容" };

/** A unit's score; parts of nothing leave their weight to the others. */
export function scoreOf(f: RollupFigures) {
  const parts = partsOf(f).map((part) => (part.whole === 0n ? { ...part, shown: "", missing: NOTHING } : { ...part, shown: percent(part.part, part.whole) }));
  const counted = parts.filter(({ whole }) => whole > 0n);
  const weight = counted.reduce((sum, part) => sum + part.weight, 0);
  if (f.projects === 0n || weight === 0) return { shown: "", missing: { reason: "NO_PROJECTS", text: "当年没有列入清单的项目" }, parts };
  const points = counted.reduce((sum, { weight: of, part, whole }) => sum + (of * Number(part)) / Number(whole), 0);
  return { shown: ((points * 100) / weight).toFixed(1), parts };
}
