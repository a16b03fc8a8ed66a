import { Select } from "antd";
import { useMemo } from "react";
import { useRead } from "../../api/queries";
import { wan } from "../../domain/money";
import { instantText } from "../../domain/month";
import type { PlanRow } from "../../domain/plan";
import { PLAN_STATE, planRows } from "../../domain/plan";
import type { AnnualPlan, PlanVersion } from "../../gen/pacesetter/registry/v1/plan_pb";
import { PlanService, PlanState } from "../../gen/pacesetter/registry/v1/plan_pb";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../../gen/pacesetter/registry/v1/report_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { PlanSteps } from "./PlanSteps";
import { RollingPart } from "./RollingPart";

const NO_REPORTS: Report[] = [];

interface PlanTabProps {
  project: Project;
  year: ProjectYear | undefined;
  onYear: (year: number) => void;
}

/** The year's plan by month: baseline, plan in force and what was done; its versions; and the two years after it. */
export function PlanTab({ project, year, onYear }: PlanTabProps) {
  const { data, error, refetch } = useRead(PlanService.method.getPlan, { id: project.id, year: year?.year ?? 0 }, year !== undefined);
  const reports = useRead(ReportService.method.listReports, { projectId: project.id, year: 0 }, year !== undefined);
  const rows = useMemo(() => (data?.plan ? planRows(data.plan, reports.data?.reports ?? NO_REPORTS) : []), [data, reports.data]);
  if (!year) return <div className="state">项目还没有列入任何年度，先补充年度信息再编制计划。</div>;
  const failed = error ?? reports.error;
  if (failed) return <ErrorPanel error={failed} onRetry={() => void refetch()} />;
  if (!data?.plan || data.plan.year !== year.year) return null; // the other year's plan is still shown while this one is read
  return (
    <div className="stack">
      <PlanSteps project={project} year={year} plan={data.plan} />
      <DataGrid
        label="分月计划"
        title={<h2>{year.year}年分月计划与完成（投资单位：万元）</h2>}
        extra={<Select size="small" aria-label="计划年度" value={year.year} options={project.years.map((y) => ({ value: y.year, label: `${y.year}年` }))} onChange={onYear} />}
        columns={columns(data.plan)}
        rows={rows}
        rowKey={(row) => String(row.month)}
        empty="本年还没有分月计划。"
        note="超欠计划 = 年度完成 − 现行计划累计；完成数取已审核的月报。"
      />
      <DataGrid label="计划版次" title={<h2>计划版次</h2>} columns={VERSIONS} rows={data.plan.versions} rowKey={(row) => String(row.number)} empty="还没有编制分月计划。" />
      <RollingPart project={project} year={year} />
    </div>
  );
}

/** The months; the column of what waits is there only while something does. */
function columns(plan: AnnualPlan): Column<PlanRow>[] {
  const money = (key: keyof PlanRow, title: string): Column<PlanRow> => ({
    key,
    title,
    width: 104,
    align: "right",
    phone: "pair",
    render: (row) => (row[key] === undefined ? "—" : wan(BigInt(row[key]))),
  });
  const waits = plan.versions.length > 0 && plan.versions[plan.versions.length - 1]?.state !== PlanState.APPROVED;
  return [
    { key: "month", title: "月份", width: 58, phone: "head", render: (row) => `${row.month}月` },
    money("baseline", "基线计划"),
    money("inForce", "现行计划"),
    ...(waits ? [money("open", "未批准的计划")] : []),
    money("planned", "现行计划累计"),
    money("done", "本月完成"),
    money("yearToDate", "年度完成"),
    money("lead", "超欠计划"),
  ];
}

const TONES = {
  [PlanState.UNSPECIFIED]: "quiet",
  [PlanState.DRAFT]: "quiet",
  [PlanState.SUBMITTED]: "info",
  [PlanState.RETURNED]: "warn",
  [PlanState.APPROVED]: "good",
} as const;

const VERSIONS: Column<PlanVersion>[] = [
  { key: "number", title: "版次", width: 64, phone: "head", render: (row) => `第${row.number}版` },
  { key: "state", title: "状态", width: 88, phone: "pair", render: (row) => <Mark tone={TONES[row.state]}>{PLAN_STATE[row.state]}</Mark> },
  { key: "planned", title: "年度计划", width: 92, align: "right", phone: "pair", render: (row) => wan(row.plannedYuan) },
  { key: "reason", title: "调整理由", width: 160, phone: "wide", render: (row) => row.reason || "—" },
  { key: "submitter", title: "提交", width: 190, phone: "wide", render: (row) => (row.submitter ? `${row.submitter} ${instantText(row.submitTime)}` : "—") },
  { key: "decider", title: "审批", width: 190, phone: "wide", render: (row) => (row.decider ? `${row.decider} ${instantText(row.decideTime)}` : "—") },
  { key: "comment", title: "审批意见", width: 140, phone: "wide", render: (row) => row.comment || "—" },
];
