import type { Decisions } from "../../domain/decisions";
import { DefaultsChoices } from "./DefaultsChoices";

interface DefaultsBarProps {
  decisions: Decisions;
  onChange: (decisions: Decisions) => void;
}

const LABELS = { listing: "级别：县重点", category: "类别：按分节标题", nature: "性质：按开工年份" };

/** What the sheet does not say of new projects, for all of them. */
export function DefaultsBar({ decisions, onChange }: DefaultsBarProps) {
  const { defaults } = decisions;
  return (
    <div className="bar">
      <span className="nowrap">全部新项目的</span>
      <DefaultsChoices value={defaults} labels={LABELS} onChange={(change) => onChange({ ...decisions, defaults: { ...defaults, ...change } })} />
      <span className="muted">表格里没有这三项；不选的按灰字所示取值，个别项目在行内单独选。</span>
    </div>
  );
}
