import { Button } from "antd";
import { useState } from "react";
import { useWorkplace } from "../../app/workplace";
import { PLAN_STATE, openVersion } from "../../domain/plan";
import type { AnnualPlan } from "../../gen/pacesetter/registry/v1/plan_pb";
import { PlanService, PlanState } from "../../gen/pacesetter/registry/v1/plan_pb";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { PlanDialog } from "./PlanDialog";
import { useMayInYear } from "./useMayWrite";

interface PlanStepsProps {
  project: Project;
  year: ProjectYear;
  plan: AnnualPlan;
}

type Deed = "edit" | "submit" | "approve" | "return";

/** Where the plan stands, and what the user may do about it. */
export function PlanSteps({ project, year, plan }: PlanStepsProps) {
  const { session } = useWorkplace();
  const [deed, setDeed] = useState<Deed>();
  const mayWrite = useMayInYear(year, "plan.write");
  const mayApprove = useMayInYear(year, "plan.approve");
  const open = openVersion(plan);
  const waits = open?.state === PlanState.SUBMITTED;
  const own = open?.submitter === session.principal;
  const close = () => setDeed(undefined);
  return (
    <section aria-label="计划办理">
      <p className="line">
        <Standing plan={plan} />
        {mayWrite && !waits && (
          <Button size="small" onClick={() => setDeed("edit")}>
            {open ? "修改计划" : plan.inForceNumber ? "调整计划" : "编制计划"}
          </Button>
        )}
        {mayWrite && open && !waits && (
          <Button size="small" type="primary" onClick={() => setDeed("submit")}>
            提交审批
          </Button>
        )}
        {mayApprove && waits && (
          <>
            <Button size="small" type="primary" disabled={own} onClick={() => setDeed("approve")}>
              批准计划
            </Button>
            <Button size="small" onClick={() => setDeed("return")}>
              退回计划
            </Button>
          </>
        )}
      </p>
      {mayApprove && waits && own && <p className="muted">提交人不能批准自己提交的计划，请市指挥部办公室的另一位同事审批。</p>}
      {!mayApprove && waits && <p className="muted">由市指挥部办公室审批。</p>}
      {deed === "edit" && <PlanDialog project={project} year={year} plan={plan} onClose={close} />}
      {deed === "submit" && <SubmitDialog plan={plan} onClose={close} />}
      {deed === "approve" && <DecideDialog plan={plan} approve onClose={close} />}
      {deed === "return" && <DecideDialog plan={plan} approve={false} onClose={close} />}
    </section>
  );
}

function Standing({ plan }: { plan: AnnualPlan }) {
  const open = openVersion(plan);
  return (
    <>
      {plan.inForceNumber > 0 ? <Mark tone="good">现行第{plan.inForceNumber}版</Mark> : <Mark tone="warn">没有批准的分月计划</Mark>}
      {open && (
        <Mark tone="info">
          第{open.number}版{PLAN_STATE[open.state]}
        </Mark>
      )}
    </>
  );
}

interface DialogProps {
  plan: AnnualPlan;
  onClose: () => void;
}

function SubmitDialog({ plan, onClose }: DialogProps) {
  const input = { id: plan.projectId, year: plan.year, version: plan.version };
  return (
    <ActionDialog title={`提交${plan.year}年分月计划`} okText="提交" ready act={act(PlanService.method.submitPlan, input)} done="计划已提交，等待审批" onClose={onClose}>
      {() => <p>提交后由市指挥部办公室审批；审批以前不能修改。首次批准的一版是基线计划，此后只能另编一版调整。</p>}
    </ActionDialog>
  );
}

function DecideDialog({ plan, approve, onClose }: DialogProps & { approve: boolean }) {
  const [text, setText] = useState("");
  const said = text.trim();
  const at = { id: plan.projectId, year: plan.year, version: plan.version };
  const run = approve ? act(PlanService.method.approvePlan, { ...at, comment: said }) : act(PlanService.method.returnPlan, { ...at, reason: said });
  return (
    <ActionDialog title={`${approve ? "批准" : "退回"}${plan.year}年分月计划`} okText={approve ? "批准" : "退回"} ready={approve || said !== ""} act={run} done={approve ? "计划已批准" : "计划已退回"} onClose={onClose}>
      {(error) => (
        <>
          {approve && <p>批准后，项目的年度计划和分月计划以这一版为准。</p>}
          <TextField id="said" name={approve ? "comment" : "reason"} label={approve ? "审批意见" : "退回理由"} required={!approve} long error={error} value={text} onChange={setText} max={500} />
        </>
      )}
    </ActionDialog>
  );
}
