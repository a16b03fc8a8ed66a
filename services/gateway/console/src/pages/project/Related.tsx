import { Link } from "react-router";
import type { RelatedProject } from "../../gen/pacesetter/registry/v1/lifecycle_pb";

/** Another project by its name, with a way to its file. */
export function Related({ project }: { project: RelatedProject }) {
  return (
    <Link to={`/projects/${project.id}?tab=life`}>
      {project.name}
      {project.nationalCode && <span className="number muted"> {project.nationalCode}</span>}
    </Link>
  );
}
