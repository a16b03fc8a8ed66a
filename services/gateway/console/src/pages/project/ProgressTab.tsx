import { Select } from "antd";
import { useMemo, useState } from "react";
import { useRead } from "../../api/queries";
import { wan } from "../../domain/money";
import { instantText, monthAt, monthText, numberOf } from "../../domain/month";
import type { Due, MonthLine } from "../../domain/reports";
import { monthLines } from "../../domain/reports";
import { REPORT_STATE } from "../../domain/words";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Finding, Revision } from "../../gen/pacesetter/registry/v1/report_pb";
import { ReportService, ReportState } from "../../gen/pacesetter/registry/v1/report_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { ReportForm } from "./ReportForm";
import { Steps } from "./Steps";
import { YearCurve } from "./YearCurve";

interface ProgressTabProps {
  project: Project;
  year: ProjectYear | undefined;
  onYear: (year: number) => void;
}

/** One revision on a line of its own: the accepted one, or the one in work. */
interface Line extends MonthLine {
  revision: Revision | undefined;
  pending: boolean;
}

function linesOf(months: readonly MonthLine[]): Line[] {
  return months.flatMap((month) => {
    const { accepted, pending } = month.report ?? {};
    const lines: Line[] = [];
    if (accepted || !pending) lines.push({ ...month, revision: accepted, pending: false });
    if (pending) lines.push({ ...month, revision: pending, pending: true });
    return lines;
  });
}

/** The twelve months of a year: plan, reports and what is missing. */
export function ProgressTab({ project, year, onYear }: ProgressTabProps) {
  const { data, error, refetch, isPending } = useRead(
    ReportService.method.listReports,
    { projectId: project.id, year: 0 },
    year !== undefined,
  );
  const [edited, setEdited] = useState<string>();
  const [now] = useState(() => monthAt(new Date()));
  const months = useMemo(
    () => (year ? monthLines(year, data?.reports ?? [], now) : []),
    [year, data, now],
  );
  const lines = useMemo(() => (data ? linesOf(months) : []), [months, data]);
  if (!year) return <div className="state">项目还没有列入任何年度，先补充年度信息再填报。</div>;
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  const line = months.find((m) => m.month === edited);
  return (
    <>
      <YearCurve name={project.name} year={year.year} months={months} />
      <DataGrid
        label="各月进度"
        title={<h2>{year.year}年各月进度（投资单位：万元；时序计划{year.plan ? "按批准的分月计划" : "按年度计划均衡分月"}）</h2>}
        extra={
          <Select
            size="small"
            aria-label="年度"
            value={year.year}
            options={project.years.map((y) => ({ value: y.year, label: `${y.year}年` }))}
            onChange={onYear}
          />
        }
        columns={columns(year.unit, project.id, setEdited)}
        rows={lines}
        loading={isPending}
        rowKey={(row) => `${row.month}/${row.pending}`}
        rowClass={(row) => (row.pending ? "pending" : row.missing ? "missing" : "")}
        empty="本年还没有进度。"
      />
      {line && (
        <ReportForm
          key={line.month}
          project={project}
          reports={data?.reports ?? []}
          line={line}
          hold={data?.holds.find(({ month }) => month === line.month)}
          onClose={() => setEdited(undefined)}
        />
      )}
    </>
  );
}

const STATE_TONE: Record<ReportState, Tone> = {
  [ReportState.UNSPECIFIED]: "quiet",
  [ReportState.DRAFT]: "quiet",
  [ReportState.SUBMITTED]: "info",
  [ReportState.RETURNED]: "warn",
  [ReportState.ACCEPTED]: "good",
  [ReportState.WITHDRAWN]: "quiet",
};

function columns(unit: string, projectId: string, onEdit: (month: string) => void): Column<Line>[] {
  const money = (key: string, title: string, value: (line: Line) => bigint | undefined): Column<Line> => ({
    key,
    title,
    width: 92,
    align: "right",
    phone: "pair",
    render: (line) => {
      const yuan = value(line);
      return yuan === undefined ? "—" : wan(yuan);
    },
  });
  return [
    { key: "month", title: "月份", width: 58, phone: "head", render: (line) => (line.pending && line.report?.accepted ? "" : `${numberOf(line.month)}月`) },
    money("planned", "时序计划", (line) => (line.pending && line.report?.accepted ? undefined : line.planned)),
    money("monthSum", "本月完成", (line) => line.revision?.figures?.monthYuan),
    money("yearToDate", "年度完成", (line) => line.revision?.figures?.yearToDateYuan),
    money("cumulative", "累计完成", (line) => line.revision?.figures?.cumulativeYuan),
    { key: "state", title: "状态", width: 124, phone: "pair", render: (line) => <State line={line} /> },
    { key: "time", title: "提交时间", width: 136, render: (line) => instantText(line.revision?.submitTime) },
    { key: "progress", title: "形象进度", width: 140, ellipsis: true, phone: "wide", render: (line) => <Progress line={line} /> },
    {
      key: "steps",
      title: "操作",
      width: 108,
      phone: "wide",
      screenOnly: true,
      render: (line) =>
        line.pending || !line.report?.pending ? <Steps line={line} unit={unit} projectId={projectId} onEdit={onEdit} /> : null,
    },
  ];
}

const NOT_THERE: Record<Due, string> = { due: "未报", free: "不需报", unlisted: "未列入", ahead: "未到" };

function State({ line }: { line: Line }) {
  const { revision } = line;
  if (!revision) return <Mark tone={line.missing ? "warn" : "quiet"}>{NOT_THERE[line.due]}</Mark>;
  const number = revision.number > 1 ? ` 第${revision.number}版` : "";
  return (
    <span title={findingsText(revision.findings)}>
      <Mark tone={STATE_TONE[revision.state]}>{REPORT_STATE[revision.state] + number}</Mark>
      {revision.findings.length > 0 && <Mark tone="warn">{revision.findings.length} 项提示</Mark>}
    </span>
  );
}

function findingsText(findings: readonly Finding[]): string {
  return findings.map((finding) => finding.message).join("\n");
}

function Progress({ line }: { line: Line }) {
  const { revision } = line;
  if (!revision) return <span title={monthText(line.month)}>—</span>;
  const text = [revision.progress, revision.reason && `（理由：${revision.reason}）`].filter(Boolean).join("");
  return <span title={text}>{text || "—"}</span>;
}
