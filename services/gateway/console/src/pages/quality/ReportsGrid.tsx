import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { instantText, monthText } from "../../domain/month";
import { mayAt } from "../../domain/permissions";
import type { RecordFilter } from "../../domain/quality";
import { KINDS, spanText } from "../../domain/quality";
import type { Tree } from "../../domain/tree";
import type { RecordedReport } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { Mark } from "../../ui/Mark";
import { useRemembered } from "../../ui/remembered";
import { usePages } from "../../ui/usePages";
import { ExplainDialog } from "./ExplainDialog";
import { JudgeDialog } from "./JudgeDialog";
import { useRecordFormula } from "./useQuality";

interface ReportsGridProps {
  filter: RecordFilter;
  tree: Tree | undefined;
  empty: string;
}

const NONE: RecordedReport[] = [];

/** Reports as the record counts them; where findings lack words, they can be given. */
export function ReportsGrid({ filter, tree, empty }: ReportsGridProps) {
  const { session } = useWorkplace();
  const [opened, setOpened] = useState<RecordedReport>();
  const [judging, setJudging] = useState<RecordedReport>();
  const [size, setSize] = useRemembered(session.principal, "pageSize", "50");
  const pages = usePages(JSON.stringify(filter), Number(size), (next) => setSize(String(next)));
  const { unit, year, month, kind } = filter;
  const request = { unit, year, month, kind: KINDS[kind]!.kind, pageSize: Number(size), pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(HonestyService.method.listRecordedReports, request);
  const formula = useRecordFormula(filter.unit);
  if (error) return <ErrorPanel error={error} action="quality.read" onRetry={() => void refetch()} />;
  const cutoff = `${spanText(year, month)}，已到报送期限的月报`;
  const may = (row: RecordedReport) => mayAt(session.grants, "finding.explain", tree, row.unit);
  const judges = (row: RecordedReport) => row.acceptedRevision > 0 && mayAt(session.grants, "report.accept", tree, row.unit);
  return (
    <>
      <DataGrid
        label="月报"
        fill
        title={
          <h2>
            {KINDS[kind]!.label}月报（{cutoff}）
          </h2>
        }
        extra={<CaliberNote caliber={{ title: KINDS[kind]!.label, formula, cutoff }} />}
        columns={columnsOf(pages.page * Number(size), { may, onOpen: setOpened, judges, onJudge: setJudging })}
        rows={data?.reports ?? NONE}
        rowKey={(row) => `${row.projectId}/${row.month}`}
        loading={isFetching}
        empty={empty}
        pager={pages.pager(data, "")}
      />
      {judging && <JudgeDialog row={judging} onClose={() => setJudging(undefined)} />}
      {opened && <ExplainDialog row={opened} may={may(opened)} onClose={() => setOpened(undefined)} />}
    </>
  );
}

interface Deeds {
  may: (row: RecordedReport) => boolean;
  onOpen: (row: RecordedReport) => void;
  judges: (row: RecordedReport) => boolean;
  onJudge: (row: RecordedReport) => void;
}

function columnsOf(first: number, { may, onOpen, judges, onJudge }: Deeds): Column<RecordedReport>[] {
  return [
    { key: "number", title: "序号", width: 52, align: "center", fixed: true, render: (_, index) => first + index + 1 },
    {
      key: "name",
      title: "项目名称",
      width: 260,
      fixed: true,
      ellipsis: true,
      phone: "head",
      render: (row) => (
        <Link to={`/projects/${row.projectId}`} title={row.projectName}>
          {row.projectName}
        </Link>
      ),
    },
    { key: "unit", title: "考核单位", width: 110, ellipsis: true, phone: "pair", render: (row) => row.unitName || row.unit },
    { key: "month", title: "月份", width: 96, phone: "pair", render: (row) => monthText(row.month) },
    { key: "due", title: "过期时刻", width: 140, render: (row) => instantText(row.dueTime) },
    { key: "first", title: "首次提交", width: 140, phone: "pair", render: (row) => instantText(row.firstSubmitTime) },
    { key: "revision", title: "有效版次", width: 80, align: "right", phone: "pair", render: (row) => (row.acceptedRevision === 0 ? "无" : row.acceptedRevision) },
    { key: "verdict", title: "上级判定", width: 120, phone: "pair", render: (row) => <Verdict row={row} onJudge={judges(row) ? onJudge : undefined} /> },
    {
      key: "findings",
      title: "未说明提示",
      width: 128,
      phone: "wide",
      render: (row) =>
        row.unexplained === 0 ? (
          "—"
        ) : (
          <Button size="small" aria-label={`${may(row) ? "说明" : "看"} ${row.unexplained} 项：${row.projectName}${monthText(row.month)}`} onClick={() => onOpen(row)}>
            {`${may(row) ? "说明" : "看"} ${row.unexplained} 项`}
          </Button>
        ),
    },
  ];
}

function Verdict({ row, onJudge }: { row: RecordedReport; onJudge: ((row: RecordedReport) => void) | undefined }) {
  return (
    <>
      {(row.verdict || !onJudge) && <VerdictMark row={row} />}{" "}
      {onJudge && (
        <Button size="small" aria-label={`${row.verdict ? "改判" : "判定"}：${row.projectName}${monthText(row.month)}`} onClick={() => onJudge(row)}>
          {row.verdict ? "改判" : "判定"}
        </Button>
      )}
    </>
  );
}

function VerdictMark({ row: { verdict } }: { row: RecordedReport }) {
  if (!verdict) return "—";
  return (
    <span title={verdict.reason}>
      <Mark tone={verdict.isFalse ? "bad" : "good"}>{verdict.isFalse ? "不实" : "属实"}</Mark>
    </span>
  );
}
