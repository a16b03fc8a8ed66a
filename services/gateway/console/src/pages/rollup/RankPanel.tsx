import type { EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";
import { Link } from "react-router";
import { AHEAD, BEHIND } from "../../app/theme";
import { figureLink } from "../../domain/filters";
import type { Ranked } from "../../domain/rank";
import { ranked } from "../../domain/rank";
import type { Rollup, UnitRollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { Chart, TableOfChart } from "../../ui/Chart";
import { CaliberNote } from "../../ui/Figure";
import { Panel } from "../../ui/Panel";
import { FORMULAS } from "./calibers";
import type { RollupView } from "./view";
import { cutoffOf, rowsOf } from "./view";

const SHOWN_AT_MOST = 20;

function rateOf(row: UnitRollup): string {
  return row.figures?.rateShown ?? "";
}

function bars(places: readonly Ranked<UnitRollup>[], pace: string): EChartsCoreOption {
  const shown = places.filter((p) => p.rank !== null).slice(0, SHOWN_AT_MOST);
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", min: 0, axisLabel: { formatter: "{value}%", color: "#55606e" } },
    // The rates stand at the right edge: beside their bars the line of the pace would run through them.
    yAxis: [
      categories(shown.map((p) => `${p.rank}  ${p.item.name}`)),
      { ...categories(shown.map((p) => `${rateOf(p.item)}%`)), position: "right", axisLine: { show: false } },
    ],
    series: [
      {
        type: "bar",
        barWidth: "62%",
        data: shown.map((p) => ({
          value: Number(rateOf(p.item)),
          itemStyle: { color: Number(rateOf(p.item)) < Number(pace) ? BEHIND : AHEAD },
        })),
        markLine: {
          silent: true,
          symbol: "none",
          label: { show: false },
          lineStyle: { color: "#1d2733", type: "dashed", width: 1.5 },
          data: [{ xAxis: Number(pace) }],
        },
      },
    ],
  };
}

function categories(data: string[]) {
  return { type: "category", inverse: true, data, axisTick: { show: false }, axisLabel: { color: "#1d2733", interval: 0 } };
}

/** The sub-units by completion rate. */
export function RankPanel({ rollup, view }: { rollup: Rollup; view: RollupView }) {
  const pace = rollup.figures?.paceShown ?? "";
  const places = useMemo(() => ranked(rollup.children.filter((row) => !row.itself), rateOf), [rollup]);
  const option = useMemo(() => bars(places, pace), [places, pace]);
  const title = `完成率（虚线为时序进度 ${pace}%）`;
  return (
    <Panel
      title={
        <>
          {title}
          <span className="muted">{cutoffOf(view)}</span>
        </>
      }
      extra={
        <>
          <CaliberNote caliber={{ title: "完成率排名", formula: `${FORMULAS.rank}${FORMULAS.rate}`, cutoff: cutoffOf(view), to: figureLink(rowsOf(view)) }} />
          <TableOfChart title={`${rollup.name}各单位${title}`}>
            <RankTable places={places} view={view} />
          </TableOfChart>
        </>
      }
    >
      {places.length === 0 ? (
        <div className="state">没有下级单位可排。</div>
      ) : (
        <Chart label={`${rollup.name}各单位${title}条形图`} option={option} height={heightOf(places)} />
      )}
    </Panel>
  );
}

function heightOf(places: readonly unknown[]): number {
  return Math.max(160, Math.min(places.length, SHOWN_AT_MOST) * 32 + 88);
}

function RankTable({ places, view }: { places: readonly Ranked<UnitRollup>[]; view: RollupView }) {
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">单位</th>
          <th scope="col">名次</th>
          <th scope="col">完成率（%）</th>
          <th scope="col">超/欠时序（个百分点）</th>
        </tr>
      </thead>
      <tbody>
        {places.map(({ rank, item }) => (
          <tr key={item.unit}>
            <td>{item.name}</td>
            <td>{rank ?? "无年度计划，不排名"}</td>
            <td>
              <Link to={figureLink({ ...rowsOf(view), unit: item.unit })} title="看明细项目">
                {rateOf(item) || "—"}
              </Link>
            </td>
            <td>{item.figures?.leadShown || "—"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
