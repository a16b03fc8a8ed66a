import type { Decisions } from "../../domain/imports";
import { CATEGORIES, enumOptions, LISTINGS, NATURE, optionsOf } from "../../domain/words";
import { Nature } from "../../gen/pacesetter/registry/v1/project_pb";
import { Choice } from "../../ui/pickers";

interface DefaultsBarProps {
  decisions: Decisions;
  onChange: (decisions: Decisions) => void;
}

/** What the sheet does not say of new projects. */
export function DefaultsBar({ decisions, onChange }: DefaultsBarProps) {
  const { defaults } = decisions;
  const set = (change: Partial<Decisions["defaults"]>) => onChange({ ...decisions, defaults: { ...defaults, ...change } });
  return (
    <div className="bar">
      <span className="nowrap">新项目的</span>
      <Choice label="级别：县重点" none="" width={140} value={defaults.listing} options={optionsOf(LISTINGS)} onChange={(listing) => set({ listing })} />
      <Choice label="类别：按分节标题" none="" width={156} value={defaults.category} options={optionsOf(CATEGORIES)} onChange={(category) => set({ category })} />
      <Choice
        label="性质：按开工年份"
        none={Nature.UNSPECIFIED}
        width={156}
        value={defaults.nature}
        options={enumOptions(NATURE) as { value: Nature; label: string }[]}
        onChange={(nature) => set({ nature })}
      />
      <span className="muted">表格里没有这三项；不选的按灰字所示取值。</span>
    </div>
  );
}
