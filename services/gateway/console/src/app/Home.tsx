import { lazy, Suspense } from "react";
import { Navigate } from "react-router";
import { mayAnywhere } from "../domain/permissions";
import { usePhone } from "../ui/usePhone";
import { useWorkplace } from "./workplace";

const WorkbenchPage = lazy(async () => ({ default: (await import("../pages/workbench/WorkbenchPage")).WorkbenchPage }));

/** The first page: the workbench; an officer, who has none, goes where they report, or to their projects. */
export function Home() {
  const { session } = useWorkplace();
  const phone = usePhone();
  if (!mayAnywhere(session.grants, "due.read")) return <Navigate to={phone ? "/m" : "/projects"} replace />;
  return (
    <Suspense>
      <WorkbenchPage />
    </Suspense>
  );
}
