import { App } from "antd";

/** Asks whether to go on where something is doubtful but may be right. */
export function useDoubts(): (title: string, doubts: readonly string[], okText: string) => Promise<boolean> {
  const { modal } = App.useApp();
  return async (title, doubts, okText) => {
    if (doubts.length === 0) return true;
    return modal.confirm({ title, content: <Sentences of={doubts} />, okText, cancelText: "回去核对" });
  };
}

export function Sentences({ of }: { of: readonly string[] }) {
  return (
    <ul className="plain-list">
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
