import { Link, Outlet } from "react-router";
import type { Action } from "../domain/permissions";
import { mayAnywhere } from "../domain/permissions";
import { NeededRoles } from "../ui/ErrorPanel";
import { useWorkplace } from "./workplace";

/** The pages of one action; whoever may not do it anywhere is told who may. */
export function Allowed({ action }: { action: Action }) {
  const { session } = useWorkplace();
  if (mayAnywhere(session.grants, action)) return <Outlet />;
  return (
    <div className="panel state" role="alert">
      <div className="wrong">您的账号不能打开这个页面。</div>
      <NeededRoles action={action} />
      <Link to="/">回到首页</Link>
    </div>
  );
}
