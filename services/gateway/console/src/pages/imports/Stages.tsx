import type { ReactNode } from "react";

const NAMES = ["上传表格", "核对预览", "写入结果"];

/** Where one stands in the wizard, and with which sheet. */
export function Stages({ current, children }: { current: 0 | 1 | 2; children?: ReactNode }) {
  return (
    <div className="bar">
      <ol className="stages" aria-label="导入步骤">
        {NAMES.map((name, at) => (
          <li key={name} className={at < current ? "past" : ""} aria-current={at === current ? "step" : undefined}>
            <span className="number">{at < current ? "✓" : at + 1}</span>
            {name}
          </li>
        ))}
      </ol>
      {children}
    </div>
  );
}
