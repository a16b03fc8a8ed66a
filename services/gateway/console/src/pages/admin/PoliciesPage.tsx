import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { instantText } from "../../domain/month";
import { decideHindrance } from "../../domain/policies";
import type { PolicyVersion, RegisterPolicy } from "../../gen/pacesetter/registry/v1/policy_pb";
import { PolicyService } from "../../gen/pacesetter/registry/v1/policy_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Panel } from "../../ui/Panel";
import { useTitle } from "../../ui/useTitle";
import { ApprovePolicy, RejectPolicy } from "./DecidePolicy";
import "./policies.css";
import { PolicyVersions } from "./PolicyVersions";
import { ProposePolicy } from "./ProposePolicy";

type Deed = "versions" | "propose" | "approve" | "reject";
type Begin = (deed: Deed) => void;

/** By which rules the register decides: each policy in force, with its source and its rules in words, and what comes. */
export function PoliciesPage() {
  useTitle("执行中的规则");
  const { data, error, refetch } = useRead(PolicyService.method.listPolicies, {});
  const [doing, setDoing] = useState<{ deed: Deed; policy: RegisterPolicy } | null>(null);
  if (error) return <ErrorPanel error={error} action="policy.read" onRetry={() => void refetch()} />;
  return (
    <div className="page">
      <h1 className="skip-link">执行中的规则</h1>
      <nav className="bar" aria-label="各项规则">
        {data?.policies.map(({ key, name, waiting }) => (
          <a key={key} href={`#${key}`}>
            {name}
            {waiting && "（待批准）"}
          </a>
        ))}
      </nav>
      {data?.policies.map((policy) => (
        <Policy key={policy.key} policy={policy} mayChange={data.mayChange} begin={(deed) => setDoing({ deed, policy })} />
      ))}
      {doing && <Dialog {...doing} onClose={() => setDoing(null)} />}
    </div>
  );
}

function Dialog({ deed, policy, onClose }: { deed: Deed; policy: RegisterPolicy; onClose: () => void }) {
  const { waiting } = policy;
  if (deed === "versions") return <PolicyVersions policy={policy} onClose={onClose} />;
  if (deed === "propose") return <ProposePolicy policy={policy} onClose={onClose} />;
  if (!waiting) return null;
  const Decide = deed === "approve" ? ApprovePolicy : RejectPolicy;
  return <Decide policy={policy} waiting={waiting} onClose={onClose} />;
}

interface PolicyProps {
  policy: RegisterPolicy;
  mayChange: boolean;
  begin: Begin;
}

function Policy({ policy, mayChange, begin }: PolicyProps) {
  const { key, name, version, effectiveDate, shipped, changeable, waiting, coming } = policy;
  return (
    <div id={key} data-policy={key}>
      <Panel
        title={name}
        extra={
          <>
            <span className="muted">
              第{version}版，{effectiveDate}起{changeable && shipped && "，随软件发布"}
            </span>
            {changeable && (
              <Button size="small" aria-label={`${name}的历次版本`} onClick={() => begin("versions")}>
                历次版本
              </Button>
            )}
            {changeable && mayChange && !waiting && (
              <Button size="small" aria-label={`提出修改${name}`} onClick={() => begin("propose")}>
                提出修改
              </Button>
            )}
          </>
        }
      >
        {waiting && <Waiting name={name} waiting={waiting} mayChange={mayChange} begin={begin} />}
        {coming.map((next) => (
          <p key={next.version} className="policy-note">
            第{next.version}版已批准，{next.effectiveDate}起执行。
          </p>
        ))}
        <ul className="policy-rules">
          {policy.rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
        <p className="muted">依据：{policy.source}</p>
      </Panel>
    </div>
  );
}

/** A version that waits for a second person, and what that person may do. */
function Waiting({ name, waiting, mayChange, begin }: { name: string; waiting: PolicyVersion; mayChange: boolean; begin: Begin }) {
  const { session } = useWorkplace();
  const hindrance = decideHindrance(waiting, session.principal);
  const closes = hindrance ? "撤回" : "退回"; // who proposed it may take it back
  return (
    <div className="policy-note">
      第{waiting.version}版待批准：{waiting.proposedBy} 于 {instantText(waiting.proposeTime)} 提出，{waiting.effectiveDate}起执行。理由：{waiting.reason}
      {mayChange && (
        <span className="policy-deeds">
          <Button size="small" type="primary" disabled={hindrance !== ""} aria-label={`批准${name}的修改`} onClick={() => begin("approve")}>
            批准
          </Button>
          <Button size="small" aria-label={`${closes}${name}的修改`} onClick={() => begin("reject")}>
            {closes}
          </Button>
          {hindrance && <span className="muted">{hindrance}</span>}
        </span>
      )}
    </div>
  );
}
