import { Button } from "antd";
import { useEffect, useRef } from "react";
import type { FormField, ProjectForm } from "../../domain/projectForm";
import { differing, FORM_WORDS, shown } from "../../domain/projectForm";
import type { Tree } from "../../domain/tree";
import { tagsText } from "../../domain/tags";
import { unitName } from "../../domain/tree";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";

interface ConflictProps {
  base: ProjectForm;
  theirs: ProjectForm;
  mine: ProjectForm;
  tree: Tree | undefined;
  systems: readonly TagSystem[];
  onTheirs: () => void;
  onMine: () => void;
}

/** Somebody saved meanwhile: both versions side by side, in the fields that either changed. */
export function Conflict({ base, theirs, mine, tree, systems, onTheirs, onMine }: ConflictProps) {
  const fields = [...new Set([...differing(base, theirs), ...differing(base, mine)])];
  const text = (field: FormField, form: ProjectForm) => {
    if (field === "unit") return unitName(tree, form.unit);
    return (field === "tags" ? tagsText(systems, form.tags) : shown(field, form)) || "（空）";
  };
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void place.current?.scrollIntoView({ block: "start" });
  }, []);
  return (
    <div ref={place} className="proposal" role="alert">
      <p>您填写的时候，别人已经修改了这个项目。</p>
      <table className="plain-table wraps" aria-label="两个版本">
        <thead>
          <tr>
            <th>内容</th>
            <th>您打开时</th>
            <th>现在登记的</th>
            <th>您填的</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <td>{FORM_WORDS[field]}</td>
              <td>{text(field, base)}</td>
              <td>{text(field, theirs)}</td>
              <td>{text(field, mine)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="line" style={{ padding: "8px 0" }}>
        <Button size="small" type="primary" onClick={onMine}>
          保留我改的，其余用现在登记的
        </Button>
        <Button size="small" onClick={onTheirs}>
          放弃我改的
        </Button>
        <span>选择后核对再保存。</span>
      </div>
    </div>
  );
}
