import { useParams } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { yearOf } from "../../domain/month";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { useTitle } from "../../ui/useTitle";
import { DocumentsTab } from "./DocumentsTab";
import { FactsTab } from "./FactsTab";
import { ProgressTab } from "./ProgressTab";
import { Head, yearAt } from "./ProjectView";
import { ResponsibilityTab } from "./ResponsibilityTab";
import { StagesPart } from "./StagesPart";

/** 一项一档 on paper: what the project is, its year's months, its stages, who answers for it, and its documents. */
export function ProjectPaper() {
  const { id = "" } = useParams();
  const { month } = useWorkplace();
  const { data } = useRead(ProjectService.method.getProject, { id });
  useTitle(data?.project ? `${data.project.name} 一项一档` : "");
  if (!data?.project) return null;
  const { project, unitNames } = data;
  const year = yearAt(project, yearOf(month));
  return (
    <div className="page portrait project-paper">
      <Head project={project} year={year} names={unitNames} />
      <FactsTab project={project} systems={data.tagSystems} names={unitNames} />
      <ProgressTab project={project} year={year} onYear={() => undefined} />
      <StagesPart project={project} />
      <ResponsibilityTab project={project} />
      <DocumentsTab project={project} />
    </div>
  );
}
