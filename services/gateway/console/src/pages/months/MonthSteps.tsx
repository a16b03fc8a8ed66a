import { instantText } from "../../domain/month";
import { MONTH_STEP } from "../../domain/months";
import { ROLES, say } from "../../domain/words";
import type { MonthStep } from "../../gen/pacesetter/registry/v1/month_pb";
import { MonthState } from "../../gen/pacesetter/registry/v1/month_pb";

/** What became of a month, in order, with who did it and why. */
export function MonthSteps({ steps }: { steps: readonly MonthStep[] }) {
  if (steps.length === 0) return <p className="muted">还没有上报过。</p>;
  return (
    <ol className="month-steps" aria-label="办理经过">
      {steps.map((step, at) => (
        <li key={at}>
          <b>{MONTH_STEP[step.state]}</b> {instantText(step.time)} {step.principal}（{say(ROLES, step.role)}）
          <span className="muted">
            {" "}
            当时应报 {step.counts?.due ?? 0}、已审核 {step.counts?.accepted ?? 0}、未报 {step.counts?.outstanding ?? 0}
            {step.state !== MonthState.SUBMITTED && step.reports > 0 && `；随之${MONTH_STEP[step.state]} ${step.reports} 份`}
          </span>
          {step.reason && <div>理由：{step.reason}</div>}
        </li>
      ))}
    </ol>
  );
}
