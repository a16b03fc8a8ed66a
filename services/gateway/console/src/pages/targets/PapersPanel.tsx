import type { TargetSet } from "../../gen/pacesetter/statistics/v1/target_pb";
import { Panel } from "../../ui/Panel";

/** The papers that set the targets, and what they set that the platform has no figure of. */
export function PapersPanel({ sets }: { sets: readonly TargetSet[] }) {
  return sets.map((set) => (
    <Panel key={set.key} title={set.name || set.source}>
      <ul className="plain-list">
        <li>
          依据：{set.source}，{set.effectiveDate} 起执行。
        </li>
        {set.untold.map(({ name, why }) => (
          <li key={name}>
            没有数的任务：{name}。<span className="muted">{why}</span>
          </li>
        ))}
      </ul>
    </Panel>
  ));
}
