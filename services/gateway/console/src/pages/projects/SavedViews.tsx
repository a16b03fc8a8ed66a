import { Button, Input, Popover, Space } from "antd";
import { useState } from "react";
import type { View } from "../../domain/views";
import { LONGEST_NAME, nameFault, viewsOf, withoutView, withView } from "../../domain/views";
import { useRemembered } from "../../ui/remembered";

interface SavedViewsProps {
  principal: string;
  /** The view as it is now, under a name. */
  current: (name: string) => View;
  onOpen: (view: View) => void;
}

/** Views of the list that the user named, kept on this machine. */
export function SavedViews({ principal, current, onOpen }: SavedViewsProps) {
  const [text, setText] = useRemembered(principal, "views", "[]");
  const [open, setOpen] = useState(false);
  const views = viewsOf(text);
  const keep = (next: View[]) => setText(JSON.stringify(next));
  const choose = (view: View) => {
    setOpen(false);
    onOpen(view);
  };
  const content = (
    <div className="views">
      {views.length === 0 && <p className="muted">还没有存过视图。视图记住筛选、排序和列，月份随当前。</p>}
      <ul className="plain-list">
        {views.map((view) => (
          <li key={view.name} className="line">
            <Button type="link" size="small" onClick={() => choose(view)} style={{ padding: 0 }}>
              {view.name}
            </Button>
            <Button type="text" size="small" aria-label={`删除视图${view.name}`} onClick={() => keep(withoutView(views, view.name))}>
              删除
            </Button>
          </li>
        ))}
      </ul>
      <NameField views={views} onSave={(name) => keep(withView(views, current(name)))} />
    </div>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen}>
      <Button size="small">视图{views.length > 0 && `（${views.length}）`}</Button>
    </Popover>
  );
}

function NameField({ views, onSave }: { views: readonly View[]; onSave: (name: string) => void }) {
  const [typed, setTyped] = useState("");
  const name = typed.trim();
  const fault = nameFault(views, name);
  const save = () => {
    if (fault) return;
    onSave(name);
    setTyped("");
  };
  return (
    <>
      <Space.Compact block>
        <Input size="small" aria-label="视图名称" placeholder="给当前视图起名" maxLength={LONGEST_NAME} value={typed} onChange={(event) => setTyped(event.target.value)} onPressEnter={save} />
        <Button size="small" type="primary" disabled={fault !== ""} onClick={save}>
          {views.some((view) => view.name === name) ? "替换" : "存为视图"}
        </Button>
      </Space.Compact>
      {name !== "" && fault && <p className="wrong">{fault}</p>}
    </>
  );
}
