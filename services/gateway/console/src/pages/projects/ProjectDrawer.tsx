import { Drawer } from "antd";
import { lazy, Suspense } from "react";
import { Link } from "react-router";

const ProjectView = lazy(async () => ({ default: (await import("../project/ProjectView")).ProjectView }));

/** A project beside its list, so that the list keeps its place. */
export function ProjectDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <Drawer
      open={id !== ""}
      onClose={onClose}
      size={980}
      title="项目文件"
      extra={<Link to={`/projects/${id}`}>打开整页</Link>}
      destroyOnHidden
      styles={{ body: { padding: 8, background: "#f2f4f7" } }}
    >
      <Suspense>{id !== "" && <ProjectView id={id} />}</Suspense>
    </Drawer>
  );
}
