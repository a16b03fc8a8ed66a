import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { CERTIFICATION, certifiable, enterable, EVIDENCE } from "../../domain/life";
import { instantText } from "../../domain/month";
import { STAGE } from "../../domain/words";
import type { Evidence, StageRecord } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { CertificationState, LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorLine } from "../../ui/ErrorPanel";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { CertifyDialog } from "./CertifyDialog";
import { StageDialog } from "./StageDialog";
import { SubstantiveStart } from "./SubstantiveStart";
import { useMayDo } from "./useMayWrite";

const NONE: StageRecord[] = [];

interface Judged {
  row: StageRecord;
  certify: boolean;
}

/** The stages that the project entered, with their evidence and what a second person says of it. */
export function StagesPart({ project }: { project: Project }) {
  const { data, error, isFetching } = useRead(LifecycleService.method.listStageEvidence, { id: project.id });
  const { session } = useWorkplace();
  const [entering, setEntering] = useState(false);
  const [judging, setJudging] = useState<Judged>();
  const mayWrite = useMayDo(project, "project.write");
  const mayJudge = useMayDo(project, "life.approve");
  if (error) return <ErrorLine error={error} />;
  return (
    <section aria-label="建设阶段">
      <DataGrid
        label="建设阶段和佐证"
        title={<h2>建设阶段和佐证</h2>}
        extra={
          mayWrite &&
          enterable(project.stage).length > 0 && (
            <Button size="small" type="primary" onClick={() => setEntering(true)}>
              登记阶段
            </Button>
          )
        }
        columns={columns(mayJudge ? { me: session.principal, judge: setJudging } : undefined)}
        rows={data?.stages ?? NONE}
        rowKey={(row) => String(row.entry?.stage)}
        loading={isFetching}
        empty="还没有登记阶段日期。"
        note="开工、竣工、投产凭佐证登记，由市指挥部办公室的另一个人认定；认定后的日期不再改动。"
      />
      <SubstantiveStart project={project} may={mayWrite} />
      {entering && <StageDialog project={project} onClose={() => setEntering(false)} />}
      {judging && <CertifyDialog project={project} row={judging.row} certify={judging.certify} onClose={() => setJudging(undefined)} />}
    </section>
  );
}

const TONE: Record<CertificationState, Tone> = {
  [CertificationState.UNSPECIFIED]: "quiet",
  [CertificationState.WAITING]: "warn",
  [CertificationState.CERTIFIED]: "good",
  [CertificationState.REJECTED]: "bad",
};

interface Judge {
  me: string;
  judge: (judged: Judged) => void;
}

function columns(by: Judge | undefined): Column<StageRecord>[] {
  const shown: Column<StageRecord>[] = [
    { key: "stage", title: "阶段", width: 64, phone: "head", render: ({ entry }) => (entry ? STAGE[entry.stage] : "—") },
    { key: "date", title: "日期", width: 104, phone: "pair", render: ({ entry }) => entry?.date || "—" },
    { key: "author", title: "登记人", width: 120, ellipsis: true, phone: "pair", render: (row) => row.author || "随项目登记" },
    { key: "evidence", title: "佐证", width: 260, phone: "wide", render: (row) => <EvidenceList evidence={row.evidence} /> },
    { key: "state", title: "认定", width: 220, phone: "wide", render: (row) => <Certification row={row} /> },
  ];
  if (by) shown.push({ key: "steps", title: "操作", width: 132, phone: "wide", render: (row) => <JudgeSteps row={row} by={by} /> });
  return shown;
}

function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return <span className="muted">无</span>;
  return (
    <ul className="plain-list">
      {evidence.map((one) => (
        <li key={one.sha256} title={`SHA-256 ${one.sha256}；${one.author} 于 ${instantText(one.recordTime)} 登记`}>
          {EVIDENCE[one.kind]} {one.fileName}
          <span className="muted">
            （{instantText(one.takenTime).slice(0, "YYYY-MM-DD".length)}
            {one.place && `，${one.place}`}）
          </span>
        </li>
      ))}
    </ul>
  );
}

function Certification({ row }: { row: StageRecord }) {
  const { certification, certifier, rejection, entry } = row;
  const by = [certifier, certification === CertificationState.CERTIFIED && entry?.certifiedDate].filter(Boolean).join(" ");
  return (
    <>
      <Mark tone={TONE[certification]}>{CERTIFICATION[certification]}</Mark> {by}
      {rejection && <div>理由：{rejection}</div>}
    </>
  );
}

/** Certifies or refuses; not what one entered oneself, and nothing without evidence. */
function JudgeSteps({ row, by }: { row: StageRecord; by: Judge }) {
  const { certification, entry, author, evidence } = row;
  const stage = entry?.stage;
  if (stage === undefined || !certifiable(stage) || certification === CertificationState.REJECTED) return <span className="muted">—</span>;
  if (author !== "" && author === by.me) return <span className="muted">须由他人认定</span>;
  const name = STAGE[stage];
  const refuse = certification === CertificationState.CERTIFIED ? "撤销认定" : "不予认定";
  return (
    <span className="nowrap">
      {certification !== CertificationState.CERTIFIED && (
        <>
          <Button size="small" disabled={evidence.length === 0} title={evidence.length === 0 ? "没有佐证，不能认定" : undefined} aria-label={`认定：${name}`} onClick={() => by.judge({ row, certify: true })}>
            认定
          </Button>{" "}
        </>
      )}
      <Button size="small" aria-label={`${refuse}：${name}`} onClick={() => by.judge({ row, certify: false })}>
        {refuse}
      </Button>
    </span>
  );
}
