import { useTree, useWorkplace } from "../../app/workplace";
import type { Action } from "../../domain/permissions";
import { mayAt } from "../../domain/permissions";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";

/** Whether the user may do something to the project, as the unit of its latest year says. */
export function useMayDo(project: Project, action: Action): boolean {
  const { session } = useWorkplace();
  const { tree } = useTree(0);
  const year = project.years[project.years.length - 1];
  return year !== undefined && mayAt(session.grants, action, tree, year.unit);
}

export function useMayWrite(project: Project): boolean {
  return useMayDo(project, "project.write");
}
