import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { DIRECTION, direction, MOVE_STATE } from "../../domain/life";
import { LIBRARY } from "../../domain/libraries";
import { instantText } from "../../domain/month";
import type { LibraryMove, LibraryStep } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { LibraryMoveState, LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { Library } from "../../gen/pacesetter/registry/v1/project_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { DecideMove, ProposeMove } from "./MoveDialogs";
import { useMayDo } from "./useMayWrite";

const NONE: LibraryMove[] = [];

/** Which library the project stands in, where it may go and what that asks, and how it came there. */
export function LibraryPart({ project }: { project: Project }) {
  const { data, error } = useRead(LifecycleService.method.explainLibrary, { id: project.id });
  const moves = useRead(LifecycleService.method.listLibraryMoves, { id: project.id });
  const [proposing, setProposing] = useState<LibraryStep>();
  const may = useMayDo(project, "project.write");
  if (error) return <ErrorLine error={error} />;
  if (!data) return null;
  return (
    <section aria-label="项目库">
      <h2>
        项目库 <Mark tone="info">{LIBRARY[data.library]}</Mark>
      </h2>
      {data.proposal && <OpenProposal project={project} move={data.proposal} />}
      <Steps steps={data.steps} onPropose={may ? setProposing : undefined} />
      {moves.error ? (
        <ErrorLine error={moves.error} />
      ) : (
        <DataGrid label="出入库记录" columns={COLUMNS} rows={moves.data?.moves ?? NONE} rowKey={moveKey} loading={moves.isFetching} empty="还没有升库、降库或退库的记录。" />
      )}
      {proposing && <ProposeMove project={project} from={data.library} step={proposing} onClose={() => setProposing(undefined)} />}
    </section>
  );
}

function moveKey({ proposer, proposeTime, decideTime, to }: LibraryMove): string {
  return `${proposer}/${proposeTime?.seconds ?? ""}.${proposeTime?.nanos ?? ""}/${decideTime?.seconds ?? ""}/${to}`;
}

/** The proposal that waits, and what a second person may do about it. */
function OpenProposal({ project, move }: { project: Project; move: LibraryMove }) {
  const { session } = useWorkplace();
  const may = useMayDo(project, "life.approve");
  const [deciding, setDeciding] = useState<"approve" | "reject">();
  const own = move.proposer === session.principal;
  const word = DIRECTION[direction(move.from, move.to)];
  return (
    <div className="proposal">
      <p>
        <Mark tone="warn">待审批</Mark> {move.proposer} 于 {instantText(move.proposeTime)} 提出{word}：{LIBRARY[move.from]} → {LIBRARY[move.to]}。理由：{move.reason}
      </p>
      {may && own && <p className="muted">提出人不能审批自己的申请，请市指挥部办公室的另一位同事审批。</p>}
      {!may && <p className="muted">由市指挥部办公室审批。</p>}
      {may && (
        <p>
          <Button size="small" type="primary" disabled={own} onClick={() => setDeciding("approve")}>
            批准{word}
          </Button>{" "}
          <Button size="small" onClick={() => setDeciding("reject")}>
            不批准
          </Button>
        </p>
      )}
      {deciding && <DecideMove project={project} move={move} approve={deciding === "approve"} onClose={() => setDeciding(undefined)} />}
    </div>
  );
}

function Steps({ steps, onPropose }: { steps: readonly LibraryStep[]; onPropose: ((step: LibraryStep) => void) | undefined }) {
  if (steps.length === 0) return <p className="muted">从这里没有可办理的升库、降库或退库。</p>;
  return (
    <ul className="checklist">
      {steps.map((step) => (
        <li key={step.to}>
          <div className="line">
            <strong>{wayText(step)}</strong>
            <Mark tone={step.ready ? "good" : "warn"}>{step.ready ? "条件已满足" : "条件未满足"}</Mark>
            {onPropose && step.ready && (
              <Button size="small" onClick={() => onPropose(step)}>
                提出{wayText(step)}
              </Button>
            )}
          </div>
          {step.conditions.map((condition) => (
            <div key={condition.kind} className={condition.met ? "muted" : ""}>
              {condition.met ? "✓ 满足：" : "✗ 未满足："}
              {condition.message}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function wayText({ to }: LibraryStep): string {
  return to === Library.WITHDRAWN ? LIBRARY[to] : `到${LIBRARY[to]}`;
}

const COLUMNS: Column<LibraryMove>[] = [
  { key: "move", title: "从 → 到", width: 220, phone: "head", render: (row) => `${LIBRARY[row.from]} → ${LIBRARY[row.to]}` },
  { key: "state", title: "结果", width: 104, phone: "pair", render: (row) => <Mark tone={row.state === LibraryMoveState.APPROVED ? "good" : row.state === LibraryMoveState.PROPOSED ? "warn" : "quiet"}>{MOVE_STATE[row.state]}</Mark> },
  { key: "reason", title: "理由", width: 180, phone: "wide", render: (row) => row.reason || "—" },
  { key: "proposer", title: "提出", width: 200, phone: "wide", render: (row) => (row.proposer ? `${row.proposer} ${instantText(row.proposeTime)}` : "—") },
  { key: "decider", title: "审批", width: 200, phone: "wide", render: (row) => (row.decider ? `${row.decider} ${instantText(row.decideTime)}` : "—") },
  { key: "comment", title: "审批意见", width: 140, phone: "wide", render: (row) => row.comment || "—" },
];
