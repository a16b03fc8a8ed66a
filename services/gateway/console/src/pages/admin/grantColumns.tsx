import { Button } from "antd";
import { confirmHindrance, GRANT_STATE } from "../../domain/grants";
import { instantText } from "../../domain/month";
import { ROLES, say } from "../../domain/words";
import type { Grant } from "../../gen/pacesetter/registry/v1/grant_pb";
import { GrantState } from "../../gen/pacesetter/registry/v1/grant_pb";
import type { Column } from "../../ui/columns";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";

type OnDeed = (kind: "confirm" | "withdraw", grant: Grant) => void;

const TONE: Record<GrantState, Tone> = {
  [GrantState.UNSPECIFIED]: "quiet",
  [GrantState.PROPOSED]: "warn",
  [GrantState.IN_FORCE]: "good",
  [GrantState.ENDED]: "quiet",
  [GrantState.WITHDRAWN]: "quiet",
};

export function grantColumns(me: string, onDeed: OnDeed): Column<Grant>[] {
  return [
    { key: "principal", title: "账号", width: 150, fixed: true, ellipsis: true, phone: "head", render: (row) => (row.personName ? `${row.personName}（${row.principal}）` : row.principal) },
    { key: "role", title: "角色", width: 110, phone: "pair", render: (row) => say(ROLES, row.role) },
    { key: "unit", title: "单位", width: 96, phone: "pair", render: (row) => row.unitName || row.unit },
    { key: "department", title: "部门", width: 90, phone: "pair", render: (row) => row.department || "—" },
    { key: "state", title: "状态", width: 112, phone: "pair", render: (row) => <Mark tone={TONE[row.state]}>{GRANT_STATE[row.state]}</Mark> },
    { key: "days", title: "期限", width: 180, phone: "wide", render: (row) => `${row.fromDate} 至 ${row.toDate || "长期"}` },
    { key: "given", title: "给出", width: 200, phone: "wide", render: (row) => <Given row={row} /> },
    { key: "after", title: "确认、收回", width: 160, phone: "wide", render: (row) => <After row={row} /> },
    { key: "steps", title: "操作", width: 124, phone: "wide", render: (row) => <Steps row={row} me={me} onDeed={onDeed} /> },
  ];
}

/** Who did something, when, and why. */
function byText(who: string, when: Grant["giveTime"], why: string): string {
  return `${who} ${instantText(when)}${why ? `，${why}` : ""}`;
}

function Given({ row }: { row: Grant }) {
  return <>{byText(row.givenBy === "migrate" ? "部署配置" : row.givenBy, row.giveTime, row.giveReason)}</>;
}

function After({ row }: { row: Grant }) {
  if (!row.confirmedBy && !row.withdrawnBy) return <>—</>;
  return (
    <>
      {row.confirmedBy && <div>{byText(`${row.confirmedBy} 确认`, row.confirmTime, "")}</div>}
      {row.withdrawnBy && <div>{byText(`${row.withdrawnBy} 收回`, row.withdrawTime, row.withdrawReason)}</div>}
    </>
  );
}

function Steps({ row, me, onDeed }: { row: Grant; me: string; onDeed: OnDeed }) {
  const open = row.state === GrantState.PROPOSED || row.state === GrantState.IN_FORCE;
  if (!open) return <span className="muted">—</span>;
  const hindrance = confirmHindrance(row, me);
  return (
    <span className="nowrap">
      {row.state === GrantState.PROPOSED && (
        <>
          <Button size="small" type="primary" disabled={hindrance !== ""} title={hindrance || undefined} aria-label={`确认${row.principal}的授权`} onClick={() => onDeed("confirm", row)}>
            确认
          </Button>{" "}
        </>
      )}
      <Button size="small" aria-label={`收回${row.principal}的${say(ROLES, row.role)}授权`} onClick={() => onDeed("withdraw", row)}>
        收回
      </Button>
    </span>
  );
}
