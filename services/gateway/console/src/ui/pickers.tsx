import { DatePicker, Select, TreeSelect } from "antd";
import dayjs from "dayjs";
import type { Tree, TreeOption } from "../domain/tree";
import { treeOptions } from "../domain/tree";

interface MonthPickerProps {
  value: string;
  onChange: (month: string) => void;
  label?: string;
  /** The month whose year is shown first while none is picked. */
  near?: string;
}

/** Picks a month, written YYYY-MM. */
export function MonthPicker({ value, onChange, label = "月份", near }: MonthPickerProps) {
  return (
    <DatePicker
      picker="month"
      aria-label={label}
      format="YYYY年M月"
      placeholder="选择月份"
      allowClear={false}
      inputReadOnly
      defaultPickerValue={near ? dayjs(`${near}-01`) : undefined}
      value={value ? dayjs(`${value}-01`) : null}
      onChange={(date) => date && onChange(date.format("YYYY-MM"))}
      style={{ width: 124 }}
    />
  );
}

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
  value: T;
  none: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
  width?: number;
}

/** Picks one of few; cleared it is none, and the placeholder says what it would choose. */
export function Choice<T extends string | number>({ label, value, none, options, onChange, width = 96 }: ChoiceProps<T>) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      options={options}
      value={value === none ? undefined : value}
      onChange={(next?: T) => onChange(next ?? none)}
      popupMatchSelectWidth={false}
      style={{ width }}
    />
  );
}
