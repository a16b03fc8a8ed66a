import type { ReactNode } from "react";
import { grouped, yi } from "../../domain/money";
import type { RollupFigures } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { Lead, RateBar } from "../../ui/RateBar";
import type { Column } from "../../ui/columns";

interface FigureColumns<R> {
  figures: (row: R) => RollupFigures | undefined;
  name: (row: R) => string;
  total?: RollupFigures;
  /** Makes the link of a count to its rows. */
  link: (row: R, figure: string, text: string) => ReactNode;
  /** Leaves out what a narrow panel has no room for. */
  narrow?: boolean;
}

/** The columns of roll-up figures, the same in every table of the page; money in 亿元. */
export function figureColumns<R>({ figures, name, total, link, narrow }: FigureColumns<R>): Column<R>[] {
  const number = (key: string, title: string, width: number, value: (f: RollupFigures) => ReactNode): Column<R> => ({
    key,
    title,
    width,
    align: "right",
    phone: "pair",
    total: total && value(total),
    render: (row) => value(figures(row)!),
  });
  const money = (key: string, title: string, value: (f: RollupFigures) => bigint): Column<R> => ({
    ...number(key, title, 80, (f) => yi(value(f))),
    group: "投资（亿元）",
  });
  const count = (key: string, title: string, figure: string, value: (f: RollupFigures) => bigint): Column<R> => ({
    ...number(key, title, 58, (f) => grouped(value(f))),
    render: (row) => link(row, figure, grouped(value(figures(row)!))),
  });
  const rate: Column<R> = {
    key: "rate",
    title: "完成率",
    width: narrow ? 116 : 124,
    phone: "wide",
    total: total && <RateBar rate={total.rateShown} pace={total.paceShown} name="合计" />,
    render: (row) => <RateBar rate={figures(row)!.rateShown} pace={figures(row)!.paceShown} name={name(row)} />,
  };
  const lead = number("lead", "超/欠时序", 72, (f) => <Lead shown={f.leadShown} />);
  const columns = [
    count("projects", "项目数", "projects", (f) => f.projects),
    money("totalInvestment", "总投资", (f) => f.totalInvestmentYuan),
    money("planned", "年度计划", (f) => f.plannedYuan),
    money("invested", "年度完成", (f) => f.investedYuan),
    money("month", "本月完成", (f) => f.monthYuan),
    rate,
    lead,
    count("missing", "未报", "missing", (f) => f.missing),
  ];
  return narrow ? columns.filter((c) => !["totalInvestment", "month", "lead"].includes(c.key)) : columns;
}
