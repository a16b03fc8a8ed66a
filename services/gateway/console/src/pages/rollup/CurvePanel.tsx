import type { EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { AHEAD } from "../../app/theme";
import type { Point } from "../../domain/curve";
import { goesByPlan, pointsOf } from "../../domain/curve";
import { figureLink } from "../../domain/filters";
import { cutoffText, monthOf, yearOf } from "../../domain/month";
import { yi, yiNumber } from "../../domain/money";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { Chart, TableOfChart } from "../../ui/Chart";
import { ErrorLine } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { Panel } from "../../ui/Panel";
import { FORMULAS } from "./calibers";
import type { RollupView } from "./view";

function curve(points: readonly Point[], byPlan: boolean): EChartsCoreOption {
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
    legend: { top: 4, right: 8, itemWidth: 24, textStyle: { color: "#3f4a57" } },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? `${value.toFixed(2)} 亿元` : "—") },
    xAxis: { type: "category", data: points.map((p) => `${p.month}月`), axisLabel: { color: "#55606e" } },
    yAxis: { type: "value", name: "亿元", nameTextStyle: { color: "#55606e" }, axisLabel: { color: "#55606e" } },
    series: [
      {
        name: byPlan ? "计划累计（分月计划）" : "计划累计（均衡）",
        type: "line",
        data: points.map((p) => yiNumber(p.planned)),
        lineStyle: { type: byPlan ? "dotted" : "dashed", color: "#6b7685" },
        itemStyle: { color: "#6b7685" },
        symbolSize: 5,
      },
      {
        name: "完成累计",
        type: "line",
        data: points.map((p) => (p.invested === undefined ? null : yiNumber(p.invested))),
        lineStyle: { width: 2.5, color: AHEAD },
        itemStyle: { color: AHEAD },
        symbol: "rect",
        symbolSize: 7,
      },
    ],
  };
}

/** The year's curve: the plan, at an even pace or by month, and what was invested. */
export function CurvePanel({ rollup, view }: { rollup: Rollup; view: RollupView }) {
  const { unit, listing, month } = view;
  const { data, error } = useRead(StatisticsService.method.getSeries, { unit, listing, year: yearOf(month) });
  const points = useMemo(() => pointsOf(data?.months ?? [], month), [data, month]);
  const byPlan = goesByPlan(data?.months ?? []);
  const option = useMemo(() => curve(points, byPlan), [points, byPlan]);
  const title = `${yearOf(month)}年投资完成累计（亿元，${cutoffText(month)}）`;
  return (
    <Panel
      title={title}
      extra={
        <>
          <CaliberNote caliber={{ title: "投资完成累计", formula: FORMULAS.curve, cutoff: cutoffText(month), to: figureLink({ unit, month, listing }) }} />
          <TableOfChart title={`${rollup.name} ${title}`}>
            <CurveTable points={points} link={(point) => figureLink({ unit, month: monthOf(yearOf(month), point.month), listing })} />
          </TableOfChart>
        </>
      }
    >
      {error && <ErrorLine error={error} />}
      <Chart label={`${rollup.name}${title}曲线`} option={option} height={196} />
    </Panel>
  );
}

function CurveTable({ points, link }: { points: readonly Point[]; link: (point: Point) => string }) {
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">月份</th>
          <th scope="col">计划累计（亿元）</th>
          <th scope="col">完成累计（亿元）</th>
        </tr>
      </thead>
      <tbody>
        {points.map((p) => (
          <tr key={p.month}>
            <td>{p.month}月</td>
            <td>{yi(p.planned)}</td>
            <td>{p.invested === undefined ? "—" : <Link to={link(p)}>{yi(p.invested)}</Link>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
