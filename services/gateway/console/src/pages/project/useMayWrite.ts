import { useTree, useWorkplace } from "../../app/workplace";
import type { Action } from "../../domain/permissions";
import { mayAt } from "../../domain/permissions";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { usePrinting } from "../../ui/usePrinting";

/** Whether the user may do something to the project, as the unit of its latest year says. */
export function useMayDo(project: Project, action: Action): boolean {
  return useMayInYear(project.years[project.years.length - 1], action);
}

/** Whether the user may do something to a year's record, as that year's unit says; on paper nobody does. */
export function useMayInYear(year: ProjectYear | undefined, action: Action): boolean {
  const { session } = useWorkplace();
  const { tree } = useTree(0);
  const printing = usePrinting();
  return !printing && year !== undefined && mayAt(session.grants, action, tree, year.unit);
}

export function useMayWrite(project: Project): boolean {
  return useMayDo(project, "project.write");
}
