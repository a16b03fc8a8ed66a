import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { AttractionPart } from "./AttractionPart";
import { LibraryPart } from "./LibraryPart";
import { RelationsPart } from "./RelationsPart";
import { ResumptionPart } from "./ResumptionPart";
import { StagesPart } from "./StagesPart";
import { StatisticsPart } from "./StatisticsPart";

/** The project's life: its library, its stages with their evidence, its entry into the statistics, its resumptions, how it was attracted, and what it belongs to. */
export function LifeTab({ project }: { project: Project }) {
  return (
    <div className="stack life">
      <LibraryPart project={project} />
      <StagesPart project={project} />
      <StatisticsPart project={project} key={String(project.version)} />
      <ResumptionPart project={project} />
      <AttractionPart project={project} />
      <RelationsPart project={project} />
    </div>
  );
}
