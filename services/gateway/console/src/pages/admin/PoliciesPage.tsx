import { useRead } from "../../api/queries";
import { PolicyService } from "../../gen/pacesetter/registry/v1/policy_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Panel } from "../../ui/Panel";
import { useTitle } from "../../ui/useTitle";

/** By which rules the register decides: each policy in force, with its source and its rules in words. */
export function PoliciesPage() {
  useTitle("执行中的规则");
  const { data, error, refetch } = useRead(PolicyService.method.listPolicies, {});
  if (error) return <ErrorPanel error={error} action="policy.read" onRetry={() => void refetch()} />;
  return (
    <div className="page">
      <h1 className="skip-link">执行中的规则</h1>
      <nav className="bar" aria-label="各项规则">
        {data?.policies.map(({ key, name }) => (
          <a key={key} href={`#${key}`}>
            {name}
          </a>
        ))}
      </nav>
      {data?.policies.map((policy) => (
        <div key={policy.key} id={policy.key} data-policy={policy.key}>
          <Panel
            title={policy.name}
            extra={
              <span className="muted">
                第{policy.version}版，{policy.effectiveDate}起
              </span>
            }
          >
            <ul className="policy-rules">
              {policy.rules.map((rule) => (
                <li key={rule}>{rule}</li>
              ))}
            </ul>
            <p className="muted">依据：{policy.source}</p>
          </Panel>
        </div>
      ))}
    </div>
  );
}
