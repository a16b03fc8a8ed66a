import { Link } from "react-router";
import { wan } from "../../domain/money";
import { monthText } from "../../domain/month";
import { CATEGORIES, LISTINGS_SHORT, NATURES, say } from "../../domain/words";
import type { FigureProject, RollupFigures } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import type { Column } from "../../ui/columns";
import { Mark } from "../../ui/Mark";
import { Lead, RateBar } from "../../ui/RateBar";

interface FigureProjectColumns {
  totals: RollupFigures | undefined;
  /** Rows before this page. */
  first: number;
  month: string;
}

/** The columns of the rows behind a figure; single projects are in 万元. */
export function figureProjectColumns({ totals, first, month: shown }: FigureProjectColumns): Column<FigureProject>[] {
  const money = (key: string, title: string, value: (f: RollupFigures) => bigint): Column<FigureProject> => ({
    key,
    title,
    width: 90,
    align: "right",
    group: "投资（万元）",
    phone: "pair",
    total: totals && wan(value(totals)),
    render: (row) => (row.figures ? wan(value(row.figures)) : "—"),
  });
  const month = money("month", "本月完成", (f) => f.monthYuan);
  return [
    { key: "number", title: "序号", width: 52, align: "center", fixed: true, render: (_, index) => first + index + 1 },
    {
      key: "name",
      title: "项目名称",
      width: 208,
      fixed: true,
      ellipsis: true,
      phone: "head",
      render: (row) => (
        <Link to={`/projects/${row.projectId}`} title={row.name}>
          {row.name}
        </Link>
      ),
    },
    { key: "unit", title: "考核单位", width: 100, ellipsis: true, phone: "pair", render: (row) => row.unitName },
    { key: "listing", title: "级别", width: 64, render: (row) => row.listings.map((l) => say(LISTINGS_SHORT, l)).join("、") || "—" },
    { key: "category", title: "类别", width: 76, render: (row) => say(CATEGORIES, row.category) || "—" },
    { key: "nature", title: "性质", width: 56, render: (row) => say(NATURES, row.nature) || "—" },
    { key: "facts", title: "要素", width: 60, align: "right", render: ({ factsListed, factsFilled }) => (factsListed > 0n ? `${factsFilled}/${factsListed}` : "—") },
    money("total", "总投资", (f) => f.totalInvestmentYuan),
    money("planned", "年度计划", (f) => f.plannedYuan),
    { ...month, render: (row) => (row.figures?.reported ? wan(row.figures.monthYuan) : "—") },
    money("invested", "年度完成", (f) => f.investedYuan),
    {
      key: "rate",
      title: "完成率",
      width: 120,
      phone: "wide",
      total: totals && <RateBar rate={totals.rateShown} pace={totals.paceShown} name="合计" />,
      render: (row) => <RateBar rate={row.figures?.rateShown ?? ""} pace={row.figures?.paceShown ?? ""} name={row.name} />,
    },
    {
      key: "lead",
      title: "超/欠时序",
      width: 76,
      align: "right",
      total: totals && <Lead shown={totals.leadShown} />,
      render: (row) => <Lead shown={row.figures?.leadShown ?? ""} />,
    },
    { key: "report", title: "数据来自", width: 96, phone: "pair", render: (row) => <Source row={row} month={shown} /> },
  ];
}

/** The month whose report gives the year to date; an older one is marked, for it was carried on. */
function Source({ row, month }: { row: FigureProject; month: string }) {
  if (row.reportedMonth === "") return <Mark tone="quiet">无月报</Mark>;
  return <Mark tone={row.reportedMonth === month ? "good" : "warn"}>{monthText(row.reportedMonth)}</Mark>;
}
