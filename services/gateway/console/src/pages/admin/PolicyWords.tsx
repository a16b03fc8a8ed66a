import type { PreviewPolicyResponse } from "../../gen/pacesetter/registry/v1/policy_pb";
import type { RulePair } from "../../domain/policies";
import { changedLines, effectText, rulePairs } from "../../domain/policies";

interface PolicyWordsProps {
  preview: PreviewPolicyResponse;
  /** The proposed rules as JSON. */
  body: string;
}

/** What a proposal changes: the rules in words and the lines of JSON that differ from what holds without it, and what that does. */
export function PolicyWords({ preview, body }: PolicyWordsProps) {
  const lines = changedLines(preview.bodyBefore, body);
  const rules = rulePairs(preview.rulesBefore, preview.rulesAfter);
  const changed = rules.filter(({ before, after }) => before !== after);
  return (
    <>
      {changed.length > 0 && <Compared label="修改前后对照" titles={["届时执行的规则", "修改后"]} pairs={changed} />}
      <p className="muted">
        {changed.length === 0 ? "规则的文字表述没有变化。" : `其余 ${rules.length - changed.length} 条不变。`}
      </p>
      {lines.length > 0 && <Compared label="规则内容的改动" titles={["改动的行（JSON）", "修改后"]} pairs={lines} code />}
      <p className="muted">
        {lines.length === 0 && "规则内容没有改动。"}
        {effectText(preview.effect)}
      </p>
    </>
  );
}

interface ComparedProps {
  label: string;
  titles: [before: string, after: string];
  pairs: RulePair[];
  code?: boolean;
}

/** Old and new side by side. */
function Compared({ label, titles, pairs, code = false }: ComparedProps) {
  return (
    <table className={code ? "plain-table wraps policy-compare code" : "plain-table wraps policy-compare"} aria-label={label}>
      <thead>
        <tr>
          {titles.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ before, after }, at) => (
          <tr key={at}>
            <td>{before && <del>{before}</del>}</td>
            <td>{after && <ins>{after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
