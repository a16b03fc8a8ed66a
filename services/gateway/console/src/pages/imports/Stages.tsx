import { Steps } from "antd";

const ITEMS = [{ title: "上传表格" }, { title: "核对预览" }, { title: "写入结果" }];

/** Where one stands in the wizard. */
export function Stages({ current }: { current: 0 | 1 | 2 }) {
  return (
    <div className="bar">
      <Steps size="small" current={current} items={ITEMS} style={{ maxWidth: 640 }} />
    </div>
  );
}
