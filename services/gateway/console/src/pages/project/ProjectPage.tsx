import { Button } from "antd";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import { ProjectView } from "./ProjectView";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { printAddress } from "../../domain/prints";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { PrintButton } from "../../ui/PrintButton";
import { useTitle } from "../../ui/useTitle";

/** One project on a page of its own. */
export function ProjectPage() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { month } = useWorkplace();
  const { key } = useLocation();
  const [search] = useSearchParams();
  const { data } = useRead(ProjectService.method.getProject, { id }); // the view's own question, asked once
  useTitle(data?.project?.name ?? "");
  // Who came by a link from elsewhere has no page to go back to.
  const back = () => void (key === "default" ? navigate("/projects") : navigate(-1));
  return (
    <div className="page portrait">
      <div className="line">
        <Button size="small" onClick={back}>
          返回
        </Button>
        <PrintButton pdf={printAddress("project", { id, month })} />
      </div>
      <ProjectView id={id} key={id} tab={search.get("tab") ?? undefined} />
    </div>
  );
}
