import type { EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { AHEAD, BEHIND } from "../../app/theme";
import { figureLink } from "../../domain/filters";
import { COMPLETION_RATE, shownOf } from "../../domain/ranking";
import type { RankedUnit } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { IndicatorService } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { Chart, TableOfChart } from "../../ui/Chart";
import { ErrorLine } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { Panel } from "../../ui/Panel";
import { FORMULAS } from "./calibers";
import type { RollupView } from "./view";
import { cutoffOf, requestOf, rowsOf } from "./view";

const SHOWN_AT_MOST = 20;

function bars(places: readonly RankedUnit[], pace: string): EChartsCoreOption {
  const shown = places.filter((place) => place.rank !== undefined).slice(0, SHOWN_AT_MOST);
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", min: 0, axisLabel: { formatter: "{value}%", color: "#55606e" } },
    // The rates stand at the right edge: beside their bars the line of the pace would run through them.
    yAxis: [
      categories(shown.map((place) => `${place.rank}  ${place.name}`)),
      { ...categories(shown.map((place) => `${shownOf(place)}%`)), position: "right", axisLine: { show: false } },
    ],
    series: [
      {
        type: "bar",
        barWidth: "62%",
        data: shown.map((place) => ({
          value: Number(shownOf(place)),
          itemStyle: { color: Number(shownOf(place)) < Number(pace) ? BEHIND : AHEAD },
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

const NONE: RankedUnit[] = [];

/** The ranking of the view's sub-units; what was kept from another view is not told. */
function usePlaces(view: RollupView) {
  const { unit, month, listing, cutoff, asOf } = requestOf(view);
  const { data, error, isPlaceholderData } = useRead(IndicatorService.method.getRanking, { unit, month, listing, cutoff, asOf, indicator: COMPLETION_RATE });
  const places = isPlaceholderData ? undefined : data?.ranking?.units;
  return { places: places ?? NONE, formula: data?.ranking?.indicator?.formula ?? "", waits: places === undefined, error };
}

/** The sub-units by completion rate, in the service's ranking. */
export function RankPanel({ rollup, view }: { rollup: Rollup; view: RollupView }) {
  const pace = rollup.figures?.paceShown ?? "";
  const { places, formula, waits, error } = usePlaces(view);
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
          <CaliberNote caliber={{ title: "完成率排名", formula: `${FORMULAS.rank}${formula}`, cutoff: cutoffOf(view), to: figureLink(rowsOf(view)) }} />
          <TableOfChart title={`${rollup.name}各单位${title}`}>
            <RankTable places={places} rollup={rollup} view={view} />
          </TableOfChart>
        </>
      }
    >
      {error && <ErrorLine error={error} />}
      {!error && places.length === 0 && <div className="state">{waits ? "正在读取排名…" : "没有下级单位可排。"}</div>}
      {places.length > 0 && <Chart label={`${rollup.name}各单位${title}条形图`} option={option} height={heightOf(places)} />}
    </Panel>
  );
}

function heightOf(places: readonly RankedUnit[]): number {
  const ranked = places.filter(({ rank }) => rank !== undefined).length;
  return Math.max(160, Math.min(ranked, SHOWN_AT_MOST) * 32 + 88);
}

function RankTable({ places, rollup, view }: { places: readonly RankedUnit[]; rollup: Rollup; view: RollupView }) {
  const leadOf = (unit: string) => rollup.children.find((child) => child.unit === unit && !child.itself)?.figures?.leadShown;
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
        {places.map((place) => (
          <tr key={place.unit}>
            <td>{place.name}</td>
            <td>{place.rank ?? `${place.value?.missing?.text ?? "没有数"}，不排名`}</td>
            <td>
              <Link to={figureLink({ ...rowsOf(view), unit: place.unit })} title="看明细项目">
                {shownOf(place)}
              </Link>
            </td>
            <td>{(place.rank !== undefined && leadOf(place.unit)) || "—"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
