import type { Defaults } from "../../domain/decisions";
import { CATEGORIES, LISTINGS, NATURE_OPTIONS, optionsOf } from "../../domain/words";
import { Nature } from "../../gen/pacesetter/registry/v1/project_pb";
import { Choice } from "../../ui/pickers";

interface DefaultsChoicesProps {
  value: Defaults;
  labels: Record<keyof Defaults, string>;
  hints?: Record<keyof Defaults, string>;
  size?: "small";
  onChange: (change: Partial<Defaults>) => void;
}

/** The three things that a sheet does not say of new projects. */
export function DefaultsChoices({ value, labels, hints = labels, size, onChange }: DefaultsChoicesProps) {
  const width = size === "small" ? 92 : 156;
  return (
    <>
      <Choice label={labels.listing} hint={hints.listing} none="" size={size} width={width} value={value.listing} options={optionsOf(LISTINGS)} onChange={(listing) => onChange({ listing })} />
      <Choice label={labels.category} hint={hints.category} none="" size={size} width={width} value={value.category} options={optionsOf(CATEGORIES)} onChange={(category) => onChange({ category })} />
      <Choice label={labels.nature} hint={hints.nature} none={Nature.UNSPECIFIED} size={size} width={width} value={value.nature} options={NATURE_OPTIONS} onChange={(nature) => onChange({ nature })} />
    </>
  );
}
