import { useMemo } from "react";
import { useRead } from "../../api/queries";
import { useVerdict } from "../../api/validate";
import { useTree, useWorkplace } from "../../app/workplace";
import { monthOf, numberOf, yearOf } from "../../domain/month";
import { rolesAt } from "../../domain/permissions";
import type { ProjectForm } from "../../domain/projectForm";
import { doubtsOf, faultsOf } from "../../domain/projectForm";
import { inForceOf } from "../../domain/tags";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";

const ENOUGH = 200;

/** What the fields of a form need to know besides what is typed. */
export function useProjectForm(form: ProjectForm) {
  const { session, month } = useWorkplace();
  const { tree } = useTree(form.year);
  const verdicts = { nationalCode: useVerdict("project-code", form.nationalCode), creditCode: useVerdict("uscc", form.creditCode) };
  const listed = useRead(ProjectService.method.listProjects, { unit: form.unit, month: monthOf(form.year, 12), pageSize: ENOUGH }, form.unit !== "").data?.rows;
  const industries = useMemo(() => [...new Set((listed ?? []).map((row) => row.year?.industry ?? ""))].filter(Boolean).sort(), [listed]);
  const unit = useRead(UnitService.method.getUnit, { code: form.unit }, form.unit !== "").data;
  const tags = { systems: unit?.tagSystems ?? [], inForce: inForceOf(unit) };
  const faults = faultsOf(form);
  for (const field of ["nationalCode", "creditCode"] as const) {
    const verdict = verdicts[field];
    if (verdict && !verdict.valid) faults[field] = verdict.message;
  }
  const doubts = [...doubtsOf(form), ...Object.values(verdicts).flatMap((verdict) => (verdict?.valid ? verdict.warnings : []).map((w) => w.message))];
  const listedFrom = yearOf(month) === form.year ? numberOf(month) : 1;
  return { tree, tags, listedFrom, verdicts, industries, faults, doubts, roles: rolesAt(session.grants, tree, form.unit) };
}
