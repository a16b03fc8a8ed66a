import { Button } from "antd";
import type { ListTotals, ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Listing } from "../../gen/pacesetter/registry/v1/project_pb";
import { wan } from "../../domain/money";
import { monthText, numberOf } from "../../domain/month";
import { CATEGORIES, LISTINGS, LISTINGS_SHORT, NATURE, say, STAGE } from "../../domain/words";
import { ofSystem, tagsText } from "../../domain/tags";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";
import type { Column } from "../../ui/columns";
import { Mark } from "../../ui/Mark";
import { RateBar } from "../../ui/RateBar";

interface ProjectColumns {
  month: string;
  totals: ListTotals | undefined;
  /** Systems of tags in force: a column each. */
  systems: readonly TagSystem[];
  /** Rows before this page. */
  first: number;
  onOpen: (row: ProjectRow) => void;
}

/** The columns of the project list; money in 万元. */
export function projectColumns({ month, totals, systems, first, onOpen }: ProjectColumns): Column<ProjectRow>[] {
  const text = (key: string, title: string, width: number, value: (row: ProjectRow) => string): Column<ProjectRow> => ({
    key,
    title,
    width,
    ellipsis: true,
    render: (row) => <span title={value(row)}>{value(row)}</span>,
  });
  const money = (key: string, title: string, value: (row: ProjectRow) => string, total?: bigint): Column<ProjectRow> => ({
    key,
    title,
    width: WIDTHS[key] ?? 92,
    align: "right",
    sortable: SORTABLE.has(key),
    group: "投资（万元）",
    phone: "pair",
    total: total === undefined ? undefined : wan(total),
    render: value,
  });
  return [
    { key: "number", title: "序号", width: 52, align: "center", fixed: true, render: (_, index) => first + index + 1 },
    {
      key: "name",
      title: "项目名称",
      width: 216,
      fixed: true,
      sortable: true,
      ellipsis: true,
      phone: "head",
      render: (row) => <ProjectName row={row} onOpen={onOpen} />,
    },
    { key: "listing", title: "级别", width: 72, render: (row) => <ListingsText listings={row.year?.listings ?? []} /> },
    { ...text("unit", "考核单位", 96, (row) => row.unitName), phone: "pair" },
    text("category", "类别", 76, (row) => say(CATEGORIES, row.year?.category ?? "")),
    text("nature", "性质", 52, (row) => NATURE[row.year?.nature ?? 0]),
    { ...text("stage", "阶段", 52, (row) => STAGE[row.stage]), phone: "pair" },
    money("total_investment", "总投资", (row) => wan(row.year?.totalInvestmentYuan ?? 0n), totals?.totalInvestmentYuan),
    money("planned", "年度计划", (row) => wan(row.year?.plannedYuan ?? 0n), totals?.plannedYuan),
    money("month", "本月完成", (row) => (row.monthYuan === undefined ? "—" : wan(row.monthYuan)), totals?.monthYuan),
    money("year_to_date", "年度完成", (row) => wan(row.yearToDateYuan), totals?.yearToDateYuan),
    {
      key: "rate",
      title: "完成率",
      width: 120,
      sortable: true,
      phone: "wide",
      total: totals && <RateBar rate={totals.rateShown} pace={totals.paceShown} name="合计" />,
      render: (row) => <RateBar rate={row.rateShown} pace={totals?.paceShown ?? ""} name={row.name} />,
    },
    { key: "report", title: "本月月报", width: 112, phone: "pair", render: (row) => <ReportMark row={row} month={month} /> },
    text("industry", "行业领域", 96, (row) => row.year?.industry ?? ""),
    ...systems.map((system) => text(`tags-${system.key}`, system.name, 120, (row) => tagsText([system], ofSystem(system, row.tags)))),
    text("progress", "形象进度", 180, (row) => row.progress),
    text("company", "项目单位", 180, (row) => row.company),
    text("code", "项目代码", 220, (row) => row.nationalCode),
  ];
}

/** Totals of a province have nine digits. */
const WIDTHS: Record<string, number> = { total_investment: 104, planned: 100, month: 84 };
const SORTABLE = new Set(["total_investment", "planned", "year_to_date"]);

function ProjectName({ row, onOpen }: { row: ProjectRow; onOpen: (row: ProjectRow) => void }) {
  return (
    <Button
      type="link"
      size="small"
      title={row.name}
      onClick={() => onOpen(row)}
      style={{ padding: 0, height: 22, maxWidth: "100%" }}
    >
      <span style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{row.name}</span>
    </Button>
  );
}

/** 省、市 in short; a listing that waits for confirmation is marked, for it does not count. */
export function ListingsText({ listings }: { listings: readonly Listing[] }) {
  const words = listings.map((listing, at) => (
    <span key={listing.key} className="nowrap">
      {say(LISTINGS_SHORT, listing.key) + (listing.confirmed ? "" : "(待)") + (at < listings.length - 1 ? "、" : "")}
    </span>
  ));
  const title = listings.map((l) => say(LISTINGS, l.key) + (l.confirmed ? "" : "（待市级确认，未计入）")).join("、");
  return <span title={title}>{words.length > 0 ? words : "—"}</span>;
}

/** A project reports from the month on in which a listing of it counts; one in the reserve has none. */
function isDue({ year }: ProjectRow, month: string): boolean {
  return (year?.listings ?? []).some((listing) => listing.confirmed && listing.fromMonth <= numberOf(month));
}

function ReportMark({ row, month }: { row: ProjectRow; month: string }) {
  if (row.monthYuan !== undefined) return <Mark tone="good">已报</Mark>;
  if (!isDue(row, month)) {
    return (
      <span className="muted" title="本月不在任何级别的名单中">
        不需报
      </span>
    );
  }
  const last = row.reportedMonth && row.reportedMonth !== month ? `至${numberOf(row.reportedMonth)}月` : "";
  return (
    <span title={last ? `最近一份已审核月报：${monthText(row.reportedMonth)}` : "本年还没有月报"}>
      <Mark tone="warn">未报</Mark> <span className="muted">{last}</span>
    </span>
  );
}
