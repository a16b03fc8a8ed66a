import { useState } from "react";
import type { Direction } from "../../domain/life";
import { DIRECTION, direction } from "../../domain/life";
import { LIBRARY } from "../../domain/libraries";
import type { LibraryMove, LibraryStep } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Library, Project } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Act } from "../../ui/ActionDialog";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { TextField } from "../../ui/fields";

const { promoteProject, demoteProject, withdrawProject, proposeForLibrary, rejectLibraryProposal } = LifecycleService.method;

interface ProposeMoveProps {
  project: Project;
  from: Library;
  step: LibraryStep;
  onClose: () => void;
}

/** Proposes a move with a reason; the project stays until a second person approves it. */
export function ProposeMove({ project, from, step, onClose }: ProposeMoveProps) {
  const [reason, setReason] = useState("");
  const input = { id: project.id, to: step.to, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog
      title={`提出${DIRECTION[direction(from, step.to)]}：${project.name}`}
      okText="提出"
      ready={reason.trim() !== ""}
      act={act(proposeForLibrary, input)}
      done="已提出，等待市指挥部办公室审批"
      onClose={onClose}
    >
      {(error) => (
        <>
          <p>
            {LIBRARY[from]} → {LIBRARY[step.to]}。批准以前项目留在原库；再次提出会替换未审批的申请。
          </p>
          <TextField id="reason" label="理由" required long error={error} value={reason} onChange={setReason} max={500} />
        </>
      )}
    </ActionDialog>
  );
}

type Approval = { id: string; version: bigint; comment: string };

const APPROVALS: Record<Direction, (input: Approval) => Act> = {
  promote: (input) => act(promoteProject, input),
  demote: (input) => act(demoteProject, input),
  withdraw: (input) => act(withdrawProject, input),
};

interface DecideMoveProps {
  project: Project;
  move: LibraryMove;
  approve: boolean;
  onClose: () => void;
}

/** Approves or rejects the proposal that waits. */
export function DecideMove({ project, move, approve, onClose }: DecideMoveProps) {
  const [text, setText] = useState("");
  const way = direction(move.from, move.to);
  const { id, version } = project;
  const said = text.trim();
  const run = approve ? APPROVALS[way]({ id, version, comment: said }) : act(rejectLibraryProposal, { id, version, reason: said });
  return (
    <ActionDialog
      title={`${approve ? "批准" : "不批准"}${DIRECTION[way]}：${project.name}`}
      okText={approve ? "批准" : "不批准"}
      danger={approve && way === "withdraw"}
      ready={approve || said !== ""}
      act={run}
      done={approve ? `已${DIRECTION[way]}到${LIBRARY[move.to]}` : "已不批准，项目留在原库"}
      onClose={onClose}
    >
      {(error) => (
        <>
          <p>
            {LIBRARY[move.from]} → {LIBRARY[move.to]}。申请理由：{move.reason}
            {approve && way === "withdraw" && "。退库后不能恢复，再建须作为新项目登记。"}
          </p>
          <TextField id="said" name={approve ? "comment" : "reason"} label={approve ? "审批意见" : "理由"} required={!approve} long error={error} value={text} onChange={setText} max={500} />
        </>
      )}
    </ActionDialog>
  );
}
