import { Button, Checkbox, Popover } from "antd";
import type { Column } from "../../ui/columns";

interface ColumnChooserProps<R> {
  columns: readonly Column<R>[];
  /** Keys of the hidden columns, with commas between. */
  hidden: string;
  onChange: (hidden: string) => void;
}

/** Chooses which columns are shown; the fixed ones always are. */
export function ColumnChooser<R>({ columns, hidden, onChange }: ColumnChooserProps<R>) {
  const movable = columns.filter((column) => !column.fixed);
  const gone = hidden.split(",");
  const set = (shown: string[]) => onChange(movable.map((c) => c.key).filter((key) => !shown.includes(key)).join(","));
  const content = (
    <Checkbox.Group
      style={{ display: "grid", gap: 4 }}
      value={movable.map((c) => c.key).filter((key) => !gone.includes(key))}
      options={movable.map((c) => ({ value: c.key, label: c.title }))}
      onChange={set}
    />
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight">
      <Button size="small">选择列</Button>
    </Popover>
  );
}
