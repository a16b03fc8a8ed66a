import { Select, TreeSelect } from "antd";
import type { Tree, TreeOption } from "../domain/tree";
import { treeOptions } from "../domain/tree";

interface UnitPickerProps {
  tree: Tree | undefined;
  value: string;
  onChange: (unit: string) => void;
  allowClear?: boolean;
  width?: number | string;
  id?: string;
  placeholder?: string;
}

function expandedByDefault(options: TreeOption[]): string[] {
  return options.flatMap((o) => (o.children.length < 30 ? [o.value] : []));
}

/** Picks a unit of the visible tree, by name or alias. */
export function UnitPicker({ tree, value, onChange, allowClear = true, width = 150, id, placeholder = "全部单位" }: UnitPickerProps) {
  const options = tree ? treeOptions(tree) : [];
  return (
    <TreeSelect
      id={id}
      key={tree ? "ready" : "waiting"}
      aria-label="考核单位"
      placeholder={placeholder}
      treeData={options}
      fieldNames={{ label: "title", value: "value", children: "children" }}
      treeDefaultExpandedKeys={expandedByDefault(options)}
      showSearch={{ treeNodeFilterProp: "title" }}
      allowClear={allowClear}
      popupMatchSelectWidth={240}
      value={value || undefined}
      onChange={(unit?: string) => onChange(unit ?? "")}
      style={{ width }}
    />
  );
}

interface ChoiceProps<T extends string | number> {
  label: string;
  /** Stands in the empty box; the label where it is not said. */
  hint?: string;
  value: T;
  none: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
  width?: number;
  size?: "small";
}

/** Picks one of few; cleared it is none, and the placeholder says what it would choose. */
export function Choice<T extends string | number>({ label, hint = label, value, none, options, onChange, width = 96, size }: ChoiceProps<T>) {
  return (
    <Select
      size={size}
      aria-label={label}
      placeholder={hint}
      allowClear
      options={options}
      value={value === none ? undefined : value}
      onChange={(next?: T) => onChange(next ?? none)}
      popupMatchSelectWidth={false}
      style={{ width }}
    />
  );
}
