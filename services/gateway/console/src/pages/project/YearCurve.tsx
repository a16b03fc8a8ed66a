import { useMemo } from "react";
import { AHEAD } from "../../app/theme";
import { numberOf } from "../../domain/month";
import { wan } from "../../domain/money";
import type { MonthLine } from "../../domain/reports";
import { Chart } from "../../ui/Chart";

interface YearCurveProps {
  name: string;
  year: number;
  months: readonly MonthLine[];
}

function wanNumber(yuan: bigint): number {
  return Number(yuan) / 10_000;
}

/** The project's year as a curve; its figures are the table below. */
export function YearCurve({ name, year, months }: YearCurveProps) {
  const option = useMemo(
    () => ({
      animation: false,
      grid: { left: 8, right: 16, top: 30, bottom: 4, containLabel: true },
      legend: { top: 2, right: 8, itemWidth: 24 },
      tooltip: {
        trigger: "axis" as const,
        valueFormatter: (value: unknown) => (typeof value === "number" ? `${wan(BigInt(Math.round(value * 10_000)))} 万元` : "—"),
      },
      xAxis: { type: "category" as const, data: months.map((m) => `${numberOf(m.month)}月`) },
      yAxis: { type: "value" as const, name: "万元" },
      series: [
        {
          name: "时序计划",
          type: "line" as const,
          data: months.map((m) => wanNumber(m.planned)),
          lineStyle: { type: "dashed" as const, color: "#6b7685" },
          itemStyle: { color: "#6b7685" },
          symbolSize: 5,
        },
        {
          name: "年度完成",
          type: "line" as const,
          connectNulls: true,
          data: months.map((m) => {
            const sum = m.report?.accepted?.figures?.yearToDateYuan;
            return sum === undefined ? null : wanNumber(sum);
          }),
          lineStyle: { width: 2.5, color: AHEAD },
          itemStyle: { color: AHEAD },
          symbol: "rect",
          symbolSize: 7,
        },
      ],
    }),
    [months],
  );
  return <Chart label={`${name}${year}年投资完成曲线，数据见下表`} option={option} height={180} />;
}
