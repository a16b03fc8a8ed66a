import type { PreviewPolicyResponse } from "../../gen/pacesetter/registry/v1/policy_pb";
import { effectText, rulePairs } from "../../domain/policies";

/** What a proposal changes: its rules in words beside those that hold without it, and what that does. */
export function PolicyWords({ preview }: { preview: PreviewPolicyResponse }) {
  const pairs = rulePairs(preview.rulesBefore, preview.rulesAfter);
  const same = pairs.every(({ before, after }) => before === after);
  return (
    <>
      <div className="policy-compare">
        <table className="plain-table wraps" aria-label="修改前后对照">
          <thead>
            <tr>
              <th scope="col">届时执行的规则</th>
              <th scope="col">修改后</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ before, after }, at) => (
              <tr key={at}>
                <td>{before === after || !before ? before : <del>{before}</del>}</td>
                <td>{before === after || !after ? after : <ins>{after}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">
        {same && "文字表述没有变化，限值等参数以规则内容为准。"}
        {effectText(preview.effect)}
      </p>
    </>
  );
}
