import { Navigate } from "react-router";
import { mayAnywhere } from "../domain/permissions";
import { useWorkplace } from "./workplace";

/** The first page: the roll-up for those who may see it, else the list. */
export function Home() {
  const { session } = useWorkplace();
  return <Navigate to={mayAnywhere(session.grants, "rollup.read") ? "/rollup" : "/projects"} replace />;
}
