import type { ReactNode } from "react";
import { grouped, yi } from "../../domain/money";
import type { RollupFigures } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { Growth } from "../../ui/Growth";
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
  /** Shows growth too. */
  growth?: boolean;
}

/** How the year to date has grown on the year before. */
export function YearGrowth({ figures }: { figures: RollupFigures | undefined }) {
  return <Growth value={figures?.growth?.yearGrowth} against="上年同期累计完成" base={figures?.growth?.formerYearInvestedYuan} />;
}

/** How the month has grown on the month before. */
export function MonthGrowth({ figures }: { figures: RollupFigures | undefined }) {
  return <Growth value={figures?.growth?.monthGrowth} against="上月完成" base={figures?.growth?.formerMonthYuan} />;
}

/** How the month has grown on the same month of the year before. */
export function SameMonthGrowth({ figures }: { figures: RollupFigures | undefined }) {
  return <Growth value={figures?.growth?.sameMonthGrowth} against="上年同月完成" base={figures?.growth?.formerYearMonthYuan} />;
}

/** The columns of roll-up figures, the same in every table of the page; money in 亿元. */
export function figureColumns<R>({ figures, name, total, link, narrow, growth }: FigureColumns<R>): Column<R>[] {
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
    group: narrow && growth ? "亿元" : "投资（亿元）", // over one column
  });
  const count = (key: string, title: string, figure: string, value: (f: RollupFigures) => bigint): Column<R> => ({
    ...number(key, title, 58, (f) => grouped(value(f))),
    render: (row) => link(row, figure, grouped(value(figures(row)!))),
  });
  const bar: Column<R> = {
    key: "rate",
    title: "完成率",
    width: narrow ? 116 : 124,
    phone: "wide",
    total: total && <RateBar rate={total.rateShown} pace={total.paceShown} name="合计" />,
    render: (row) => <RateBar rate={figures(row)!.rateShown} pace={figures(row)!.paceShown} name={name(row)} />,
  };
  // Beside growth there is no room for bars.
  const rate = growth ? number("rate", "完成率", 64, (f) => (f.rateShown ? `${f.rateShown}%` : "—")) : bar;
  const lead = number("lead", "超/欠时序", 72, (f) => <Lead shown={f.leadShown} />);
  const growths = [
    number("yearGrowth", "累计同比", 72, (f) => <YearGrowth figures={f} />),
    number("sameMonthGrowth", "当月同比", 72, (f) => <SameMonthGrowth figures={f} />),
    number("monthGrowth", "本月环比", 72, (f) => <MonthGrowth figures={f} />),
  ];
  const columns = [
    count("projects", "项目数", "projects", (f) => f.projects),
    money("totalInvestment", "总投资", (f) => f.totalInvestmentYuan),
    money("planned", "年度计划", (f) => f.plannedYuan),
    money("invested", "年度完成", (f) => f.investedYuan),
    money("month", "本月完成", (f) => f.monthYuan),
    rate,
    lead,
    ...(growth ? growths : []),
    count("missing", "未报", "missing", (f) => f.missing),
  ];
  return columns.filter((c) => !leftOut(narrow, growth).includes(c.key));
}

/** The columns that give way where there is no room for all. */
function leftOut(narrow = false, growth = false): string[] {
  if (narrow) return ["totalInvestment", "month", "lead", ...(growth ? ["planned", "sameMonthGrowth"] : [])];
  return growth ? ["totalInvestment", "lead"] : [];
}
