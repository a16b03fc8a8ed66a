import { useState } from "react";
import { deedsOf } from "../../domain/grants";
import { ROLES, say } from "../../domain/words";
import type { Grant } from "../../gen/pacesetter/registry/v1/grant_pb";
import { GrantService } from "../../gen/pacesetter/registry/v1/grant_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { TextField } from "../../ui/fields";

interface GrantDialogProps {
  grant: Grant;
  onClose: () => void;
}

function grantText({ principal, personName, role, unitName, unit, department }: Grant): string {
  const name = personName ? `${personName}（${principal}）` : principal;
  return `${name}：${unitName || unit}${department ? ` ${department}` : ""} ${say(ROLES, role)}`;
}

/** The second person puts an administrator's grant in force. */
export function ConfirmGrant({ grant, onClose }: GrantDialogProps) {
  return (
    <ActionDialog
      title="确认授权"
      okText="确认生效"
      ready
      act={act(GrantService.method.confirmGrant, { id: grant.id, version: grant.version })}
      done="授权已生效"
      onClose={onClose}
    >
      {() => (
        <>
          <p>{grantText(grant)}</p>
          <p>由 {grant.givenBy} 给出{grant.giveReason && `，理由：${grant.giveReason}`}。确认后此账号可以：{deedsOf(grant.role)}。</p>
        </>
      )}
    </ActionDialog>
  );
}

/** Ends a grant at once. */
export function WithdrawGrant({ grant, onClose }: GrantDialogProps) {
  const [reason, setReason] = useState("");
  const input = { id: grant.id, reason: reason.trim(), version: grant.version };
  return (
    <ActionDialog title="收回授权" okText="收回" danger ready={reason.trim() !== ""} act={act(GrantService.method.withdrawGrant, input)} done="授权已收回，五分钟内各处生效" onClose={onClose}>
      {(error) => (
        <>
          <p>{grantText(grant)}</p>
          <p className="muted">收回不能撤销；需要时重新授权。</p>
          <TextField id="reason" label="理由" required long error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
