import { useRead } from "../../api/queries";
import type { Point } from "../../domain/curve";
import { pointsOf } from "../../domain/curve";
import { yearOf } from "../../domain/month";
import { yi, yiNumber } from "../../domain/money";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";

const WIDTH = 440;
const HEIGHT = 130;
const NONE: readonly Point[] = [];

/** The year's curve: the plan at an even pace as dashes, what was invested as a line. */
export function Curve({ rollup }: { rollup: Rollup }) {
  const { unit, month, name } = rollup;
  const { data } = useRead(StatisticsService.method.getSeries, { unit, year: yearOf(month) });
  const points = data ? pointsOf(data.months, month) : NONE;
  const done = points.filter((point) => point.invested !== undefined);
  const last = done[done.length - 1];
  return (
    <section className="wall-panel wall-curve">
      <h2>投资累计（亿元，虚线为计划）</h2>
      {points.length > 0 && <Lines points={points} label={`${name}${yearOf(month)}年投资累计曲线`} />}
      <p>
        {last && `${last.month}月：完成 ${yi(last.invested ?? 0n)}，均衡计划 ${yi(last.planned)}`}
        {points.length > 0 && `；全年计划 ${yi(points[points.length - 1]?.planned ?? 0n)}`}
      </p>
    </section>
  );
}

function Lines({ points, label }: { points: readonly Point[]; label: string }) {
  const top = Math.max(1, ...points.flatMap((point) => [yiNumber(point.planned), yiNumber(point.invested ?? 0n)]));
  const at = (month: number, yuan: bigint) => `${((month - 1) / 11) * WIDTH},${HEIGHT - (yiNumber(yuan) / top) * HEIGHT}`;
  const done = points.filter((point) => point.invested !== undefined);
  return (
    <svg viewBox={`-8 -8 ${WIDTH + 16} ${HEIGHT + 42}`} role="img" aria-label={label}>
      <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="axis" />
      <polyline className="plan" points={points.map((point) => at(point.month, point.planned)).join(" ")} />
      <polyline className="done" points={done.map((point) => at(point.month, point.invested ?? 0n)).join(" ")} />
      {[1, 4, 7, 10, 12].map((month) => (
        <text key={month} x={((month - 1) / 11) * WIDTH} y={HEIGHT + 28} textAnchor={month === 1 ? "start" : month === 12 ? "end" : "middle"}>
          {month}月
        </text>
      ))}
    </svg>
  );
}
