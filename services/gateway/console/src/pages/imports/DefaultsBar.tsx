import { LEDGER } from "../../domain/annexes";
import type { Decisions } from "../../domain/decisions";
import { DefaultsChoices } from "./DefaultsChoices";

interface DefaultsBarProps {
  annex: number;
  decisions: Decisions;
  onChange: (decisions: Decisions) => void;
}

/** What new projects get where nothing is chosen; those of annex 1 and of old ledgers stand on no list yet. */
function labelsOf(annex: number) {
  return { listing: annex === 1 || annex === LEDGER ? "级别：不列入" : "级别：县重点", category: "类别：按分节标题", nature: "性质：按开工年份" };
}

/** What the sheet does not say of new projects, for all of them. */
export function DefaultsBar({ annex, decisions, onChange }: DefaultsBarProps) {
  const { defaults } = decisions;
  return (
    <div className="bar">
      <span className="nowrap">全部新项目的</span>
      <DefaultsChoices value={defaults} labels={labelsOf(annex)} onChange={(change) => onChange({ ...decisions, defaults: { ...defaults, ...change } })} />
      <span className="muted">表格里没有这三项；不选的按灰字所示取值，个别项目在行内单独选。</span>
    </div>
  );
}
