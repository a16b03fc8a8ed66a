import { Button } from "antd";
import type { Decisions } from "../../domain/decisions";
import { commonDefaults, leftOut, withDefaults } from "../../domain/decisions";
import { DefaultsChoices } from "./DefaultsChoices";

interface SelectedBarProps {
  rows: readonly number[];
  decisions: Decisions;
  onChange: (decisions: Decisions) => void;
  onClear: () => void;
}

const LABELS = { listing: "所选的级别", category: "所选的类别", nature: "所选的性质" };
const HINTS = { listing: "级别", category: "类别", nature: "性质" };

/** What is chosen here is chosen for each of the selected new rows. */
export function SelectedBar({ rows, decisions, onChange, onClear }: SelectedBarProps) {
  return (
    <div className="selected" role="group" aria-label="所选的新项目">
      <span className="nowrap">所选 {rows.length} 个</span>
      <DefaultsChoices
        size="small"
        value={commonDefaults(decisions, rows)}
        labels={LABELS}
        hints={HINTS}
        onChange={(change) => onChange(withDefaults(decisions, rows, change))}
      />
      <Button size="small" onClick={() => onChange(leftOut(decisions, rows))}>
        不导入
      </Button>
      <Button size="small" type="link" onClick={onClear}>
        取消选择
      </Button>
    </div>
  );
}
