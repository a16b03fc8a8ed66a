import { Button, Select } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";
import { exportOf } from "../../api/exports";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { figureSearch } from "../../domain/filters";
import { cutoffName } from "../../domain/known";
import { cutoffText, instantText, monthText, yearOf } from "../../domain/month";
import type { ComparedFigure, RestatedLine } from "../../domain/restatement";
import { comparedFigures, restatedLines } from "../../domain/restatement";
import { unitName } from "../../domain/tree";
import type { Cutoff, ListRestatementsResponse } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import { CutoffService } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { ExportButtons } from "../../ui/ExportButtons";
import { CaliberNote } from "../../ui/Figure";
import { UnitPicker } from "../../ui/pickers";
import { useRemembered } from "../../ui/remembered";
import { useDelayed } from "../../ui/useDelayed";
import { usePages } from "../../ui/usePages";
import { useTitle } from "../../ui/useTitle";
import { FORMULAS } from "./calibers";
import { parseRestatements } from "./restatements";
import { useCutoffs } from "./useCutoffs";

/** What is known now otherwise than a cut-off froze it. */
export function RestatementsPage() {
  const [search] = useSearchParams();
  const of = parseRestatements(search);
  const { data, error, refetch, isPending } = useRead(CutoffService.method.getCutoff, { id: of.cutoff }, of.cutoff !== "");
  const late = useDelayed(isPending);
  if (of.cutoff === "") return <div className="panel state">没有指明是哪一版定稿。<Link to="/rollup">到汇总页选择定稿</Link></div>;
  if (error) return <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />;
  if (!data?.cutoff) return late ? <div className="panel state">正在读取定稿…</div> : null;
  return <Opened cutoff={data.cutoff} unit={of.unit || data.cutoff.unit} />;
}

function Opened({ cutoff, unit }: { cutoff: Cutoff; unit: string }) {
  const { session } = useWorkplace();
  const navigate = useNavigate();
  const { tree } = useTree(yearOf(cutoff.month));
  const [size, setSize] = useRemembered(session.principal, "pageSize", "50");
  const pages = usePages(`${cutoff.id}/${unit}`, Number(size), (next) => setSize(String(next)));
  const request = { cutoff: cutoff.id, unit, pageSize: Number(size), pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(CutoffService.method.listRestatements, request);
  const lines = restatedLines(data?.restatements ?? [], (code) => unitName(tree, code));
  const title = `${unitName(tree, unit)} · ${monthText(cutoff.month)}数据修订`;
  useTitle(title);
  return (
    <div className="page fill">
      <div className="bar">
        <Button size="small" onClick={() => void navigate(`/rollup?${figureSearch({ unit, month: cutoff.month, cutoff: cutoff.id })}`)}>
          返回定稿
        </Button>
        <h1>{title}</h1>
        <span className="push" />
        <Choices cutoff={cutoff} unit={unit} />
      </div>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      {data && <Compared answer={data} title={title} cutoff={cutoff} />}
      {!error && (
        <DataGrid
          label="数据修订"
          fill
          title={<h2>逐项目修订（{cutoffText(cutoff.month)}，与{cutoffName(cutoff)}相比）</h2>}
          extra={
            <>
              <CaliberNote caliber={{ title: "数据修订", formula: FORMULAS.restatement, cutoff: cutoffText(cutoff.month) }} />
              <ExportButtons of={exportOf("restatements", cutoff.id, CutoffService.method.listRestatements, { cutoff: cutoff.id, unit })} />
            </>
          }
          columns={COLUMNS}
          rows={lines}
          rowKey={(line) => line.key}
          loading={isFetching}
          empty="公布以来没有修订：现时所知与这版定稿一致。"
          onOpen={(line) => void navigate(`/projects/${line.projectId}`)}
          pager={pages.pager(data, "每页按项目数计")}
        />
      )}
    </div>
  );
}

/** Another publication of the same month, and a part of what it froze. */
function Choices({ cutoff, unit }: { cutoff: Cutoff; unit: string }) {
  const [, setSearch] = useSearchParams();
  const { tree } = useTree(yearOf(cutoff.month));
  const { cutoffs } = useCutoffs(tree, unit, cutoff.month);
  const options = [cutoff, ...cutoffs.filter((other) => other.id !== cutoff.id)].map((one) => ({ value: one.id, label: cutoffName(one) }));
  return (
    <>
      <UnitPicker tree={tree} value={unit} allowClear={false} onChange={(next) => setSearch({ cutoff: cutoff.id, unit: next })} />
      <Select
        aria-label="哪一版定稿"
        value={cutoff.id}
        options={options}
        onChange={(id: string) => setSearch({ cutoff: id, unit })}
        popupMatchSelectWidth={false}
        style={{ width: 300, maxWidth: "100%" }}
      />
    </>
  );
}

interface ComparedProps {
  answer: ListRestatementsResponse;
  title: string;
  cutoff: Cutoff;
}

/** The unit's figures as frozen and as known now. */
function Compared({ answer, title, cutoff }: ComparedProps) {
  if (!answer.frozen || !answer.now) return null;
  return (
    <DataGrid
      label={`${title}：合计`}
      title={<h2>定稿与现时（{cutoffText(cutoff.month)}）</h2>}
      columns={COMPARED_COLUMNS}
      rows={comparedFigures(answer.frozen, answer.now)}
      rowKey={(row) => row.title}
      empty=""
      note={cutoff.note && `公布说明：${cutoff.note}`}
    />
  );
}

const COMPARED_COLUMNS: Column<ComparedFigure>[] = [
  { key: "title", title: "合计数", width: 140, phone: "head", render: (row) => row.title },
  { key: "frozen", title: "定稿", width: 140, align: "right", phone: "pair", render: (row) => row.frozen },
  { key: "now", title: "现时", width: 140, align: "right", phone: "pair", render: (row) => row.now },
  { key: "difference", title: "现时 − 定稿", width: 140, align: "right", phone: "pair", render: (row) => row.difference || "—" },
  { key: "unit", title: "单位", width: 80, phone: "pair", render: (row) => row.unit },
];

const COLUMNS: Column<RestatedLine>[] = [
  {
    key: "name",
    title: "项目名称",
    width: 280,
    fixed: true,
    ellipsis: true,
    phone: "head",
    render: (line) => (
      <Link to={`/projects/${line.projectId}`} title={line.name}>
        {line.name || "（无名称）"}
      </Link>
    ),
  },
  { key: "unit", title: "考核单位", width: 110, ellipsis: true, phone: "pair", render: (line) => line.unitName || "—" },
  { key: "what", title: "修订的数", width: 140, phone: "pair", render: (line) => line.what },
  { key: "old", title: "定稿", width: 130, align: "right", phone: "pair", render: (line) => line.old },
  { key: "now", title: "现时", width: 130, align: "right", phone: "pair", render: (line) => line.now },
  { key: "difference", title: "差额", width: 110, align: "right", phone: "pair", render: (line) => line.difference || "—" },
  { key: "known", title: "得知时间", width: 140, phone: "pair", render: (line) => instantText(line.knownTime) },
];
