import { Button } from "antd";
import { useNavigate, useParams } from "react-router";
import { ProjectView } from "./ProjectView";

/** One project on a page of its own. */
export function ProjectPage() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  return (
    <div className="page">
      <div>
        <Button size="small" onClick={() => void navigate(-1)}>
          返回
        </Button>
      </div>
      <ProjectView id={id} key={id} />
    </div>
  );
}
