import type { GetUnitResponse, TagSystem } from "../gen/pacesetter/registry/v1/unit_pb";

/** The group of what bears no tag of a system. */
const UNTAGGED = "untagged";

/** How a dimension of tags begins: tag:six-new. */
const BY_TAG = "tag:";

/** What a tag is called: its own name, and under which system; a tag that is no longer known as it is. */
export interface TagName {
  system: string;
  name: string;
}

export function tagName(systems: readonly TagSystem[], tag: string): TagName {
  const [key, value] = tag.split("/");
  const system = systems.find((one) => one.key === key);
  if (system && value === UNTAGGED) return { system: system.name, name: "未标注" };
  return { system: system?.name ?? "", name: system?.values.find((one) => one.key === value)?.name ?? tag };
}

/** The tags of one system by their names, as a cell or a line shows them; empty for none. */
export function tagsText(systems: readonly TagSystem[], tags: readonly string[]): string {
  return tags.map((tag) => tagName(systems, tag).name).join("、");
}

/** Systems by their names; 无 for none. */
export function systemsText(systems: readonly TagSystem[], keys: readonly string[]): string {
  return keys.map((key) => systems.find((one) => one.key === key)?.name ?? key).join("、") || "无";
}

/** Those of a project's tags that are of the system. */
export function ofSystem(system: TagSystem, tags: readonly string[]): string[] {
  return tags.filter((tag) => tag.startsWith(`${system.key}/`));
}

/** All tags of the systems to choose from, each system under its name. */
export function tagOptions(systems: readonly TagSystem[]): { label: string; options: { value: string; label: string }[] }[] {
  return systems.map((system) => ({
    label: system.name,
    options: system.values.map((one) => ({ value: `${system.key}/${one.key}`, label: one.name })),
  }));
}

const TAG = /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/;

/** A tag of an address: what is shaped otherwise is none. The service refuses one that it does not know. */
export function tagIn(text: string | null): string {
  return TAG.test(text ?? "") ? text! : "";
}

/** The systems in force for a unit, as it tells them. */
export function inForceOf(told: GetUnitResponse | undefined): TagSystem[] {
  const keys = told?.effective?.tagSystems?.keys ?? [];
  return told?.tagSystems.filter((system) => keys.includes(system.key)) ?? [];
}

/** The systems as dimensions to group by; the one that is grouped by now stays, in force or not. */
export function tagDimensions(told: GetUnitResponse | undefined, by: string): { value: string; label: string }[] {
  const keys = inForceOf(told).map(({ key }) => key);
  const shown = told?.tagSystems.filter(({ key }) => keys.includes(key) || by === BY_TAG + key) ?? [];
  return shown.map(({ key, name }) => ({ value: BY_TAG + key, label: name }));
}

/** The system of a dimension of tags; empty for any other dimension. */
export function systemOf(by: string): string {
  return by.startsWith(BY_TAG) ? by.slice(BY_TAG.length) : "";
}
