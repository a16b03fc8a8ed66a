import { useState } from "react";
import { wanText } from "../../domain/money";
import { amountsOf, sumOf, typedPlan } from "../../domain/plan";
import type { AnnualPlan } from "../../gen/pacesetter/registry/v1/plan_pb";
import { PlanService } from "../../gen/pacesetter/registry/v1/plan_pb";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { TextField } from "../../ui/fields";

interface PlanDialogProps {
  project: Project;
  year: ProjectYear;
  plan: AnnualPlan;
  onClose: () => void;
}

/** The draft of a plan: the annual figure and its twelve months, in 万元. */
export function PlanDialog({ project, year, plan, onClose }: PlanDialogProps) {
  const [typed, setTyped] = useState(() => typedPlan(plan, year.plannedYuan));
  const amounts = amountsOf(typed);
  const changes = plan.inForceNumber > 0;
  const reason = typed.reason.trim();
  const input = { id: project.id, year: year.year, plannedYuan: amounts?.planned, monthYuan: amounts?.months, reason, version: plan.version };
  const setMonth = (at: number, text: string) => setTyped({ ...typed, months: typed.months.map((old, n) => (n === at ? text : old)) });
  return (
    <ActionDialog
      title={`${year.year}年分月计划（万元）`}
      okText="保存草稿"
      ready={amounts !== null && (!changes || reason !== "")}
      act={act(PlanService.method.savePlan, input)}
      done="计划草稿已保存"
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextField id="planned" name="planned_yuan" label="年度计划投资" required error={error} value={typed.planned} onChange={(planned) => setTyped({ ...typed, planned })} />
          <div className="twelve">
            {typed.months.map((text, at) => (
              <TextField key={at} id={`month-${at + 1}`} name="month_yuan" label={`${at + 1}月`} error={null} value={text} onChange={(month) => setMonth(at, month)} />
            ))}
          </div>
          <p role="status" className="muted">
            {balance(amounts)}
          </p>
          {changes && <TextField id="reason" label="调整理由" required long error={error} value={typed.reason} onChange={(text) => setTyped({ ...typed, reason: text })} max={500} />}
        </>
      )}
    </ActionDialog>
  );
}

/** Whether the months add up, as a sentence. */
function balance(amounts: ReturnType<typeof amountsOf>): string {
  if (!amounts) return "请填写 13 个数，单位万元，最多四位小数。";
  const sum = sumOf(amounts.months);
  const rest = amounts.planned - sum;
  if (rest === 0n) return `各月合计 ${wanText(sum)} 万元，与年度计划相等。`;
  return `各月合计 ${wanText(sum)} 万元，比年度计划${rest > 0n ? "少" : "多"} ${wanText(rest > 0n ? rest : -rest)} 万元；可以先存草稿，相等后才能提交。`;
}
