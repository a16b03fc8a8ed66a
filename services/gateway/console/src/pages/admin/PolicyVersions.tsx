import { Button, Modal } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { dayAt, instantText } from "../../domain/month";
import { policyStanding } from "../../domain/policies";
import type { PolicyVersion, RegisterPolicy } from "../../gen/pacesetter/registry/v1/policy_pb";
import { PolicyService } from "../../gen/pacesetter/registry/v1/policy_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";

/** All versions of a policy, who proposed and who decided; each with its rules in words. */
export function PolicyVersions({ policy, onClose }: { policy: RegisterPolicy; onClose: () => void }) {
  const { data, error, refetch } = useRead(PolicyService.method.listPolicyVersions, { key: policy.key });
  const [today] = useState(() => dayAt(new Date()));
  const [open, setOpen] = useState(0);
  return (
    <Modal open title={`历次版本：${policy.name}`} onCancel={onClose} footer={null} width={960}>
      {error && <ErrorPanel error={error} action="policy.read" onRetry={() => void refetch()} />}
      <ul className="policy-versions">
        {data?.versions.map((version) => (
          <li key={`${version.version}-${version.shipped}`}>
            <Version version={version} today={today} />
            <Button type="link" size="small" aria-expanded={open === version.version} onClick={() => setOpen(open === version.version ? 0 : version.version)}>
              {open === version.version ? "收起" : "看规则"}
            </Button>
            {open === version.version && <Rules policy={policy.key} version={version.version} />}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Version({ version, today }: { version: PolicyVersion; today: string }) {
  const decided = version.decidedBy && `${version.decidedBy} 于 ${instantText(version.decideTime)} ${policyStanding(version, today) === "已退回" ? "退回" : "批准"}`;
  return (
    <>
      <b>第{version.version}版</b> <span className="mark plain">{policyStanding(version, today)}</span> {version.effectiveDate}起
      {version.shipped ? (
        <div className="muted">随软件发布。依据：{version.source}</div>
      ) : (
        <div className="muted">
          {version.proposedBy} 于 {instantText(version.proposeTime)} 提出，理由：{version.reason}。依据：{version.source}
          {decided && <div>{[decided, version.decideReason].filter(Boolean).join("：")}</div>}
        </div>
      )}
    </>
  );
}

function Rules({ policy, version }: { policy: string; version: number }) {
  const { data } = useRead(PolicyService.method.getPolicy, { key: policy, version });
  return (
    <ul className="policy-rules">
      {data?.version?.version === version && data.rules.map((rule) => <li key={rule}>{rule}</li>)}
    </ul>
  );
}
