import { Button } from "antd";
import { Link } from "react-router";
import { asApiError } from "../api/errors";
import type { Action } from "../domain/permissions";
import { rolesFor } from "../domain/permissions";
import { ROLES, say } from "../domain/words";

/** A failure: what happened, what to do, and the number to read out on the phone. */
export function ErrorPanel({ error, onRetry, action }: { error: unknown; onRetry?: () => void; action?: Action }) {
  const { message, reason, traceId, status } = asApiError(error);
  return (
    <div className="panel state" role="alert">
      <div className="wrong">{message}</div>
      {status === 403 && action && <NeededRoles action={action} />}
      <div className="number">
        原因 {reason}
        {traceId && <> · 追踪号 {traceId}</>}
      </div>
      {status === 404 ? <Link to="/">回到首页</Link> : onRetry && <Button onClick={onRetry}>重试</Button>}
    </div>
  );
}

/** Who may do it, and whom to ask. */
export function NeededRoles({ action }: { action: Action }) {
  const roles = rolesFor(action).map((role) => say(ROLES, role));
  return <div>需要以下角色之一：{roles.join("、")}。请联系本单位管理员授权。</div>;
}

/** The one-line form of a failure, for forms. */
export function ErrorLine({ error }: { error: unknown }) {
  const { message, reason, traceId } = asApiError(error);
  return (
    <span className="wrong" role="alert">
      {message}
      <span className="muted number">
        （{reason}
        {traceId && ` · 追踪号 ${traceId}`}）
      </span>
    </span>
  );
}
