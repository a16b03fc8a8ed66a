import { Button, Form } from "antd";
import { useState } from "react";
import type { ProjectForm } from "../../domain/projectForm";
import { differing, rebased } from "../../domain/projectForm";
import { unitName } from "../../domain/tree";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { TextField } from "../../ui/fields";
import { Conflict } from "./Conflict";
import { IdentityFields, YearFields } from "./ProjectFields";
import type { Base } from "./useEditing";
import { baseOf, STALE, useEditing } from "./useEditing";
import { useProjectForm } from "./useProjectForm";

interface EditProjectProps {
  project: Project;
  year: number;
  onClose: () => void;
}

/** The form of a project and one of its years, filled from what it is; only what changed is written. */
export function EditProject({ project, year, onClose }: EditProjectProps) {
  const [base, setBase] = useState(() => baseOf(project, year));
  return base && <Editing id={project.id} base={base} onBase={setBase} onClose={onClose} />;
}

interface EditingProps {
  id: string;
  base: Base;
  onBase: (base: Base) => void;
  onClose: () => void;
}

function Editing({ id, base, onBase, onClose }: EditingProps) {
  const [form, setForm] = useState(base.form);
  const [reason, setReason] = useState("");
  const [theirs, setTheirs] = useState<Base | null>(null);
  const known = useProjectForm(form);
  const fields = differing(base.form, form);
  const moved = base.form.unit !== form.unit ? [`考核单位由${unitName(known.tree, base.form.unit)}改为${unitName(known.tree, form.unit)}，${form.year}年全年的数据改计入${unitName(known.tree, form.unit)}。`] : [];
  const doubts = [...moved, ...known.doubts];
  const { save, error, busy, tried } = useEditing({ id, base, form, reason, faults: known.faults, doubts, onBase, onStale: setTheirs, onClose });
  const shared = { form, onChange: (next: Partial<ProjectForm>) => setForm({ ...form, ...next }), error, faults: tried ? known.faults : {} };
  const settle = (next: ProjectForm) => {
    onBase(theirs!);
    setForm(next);
    setTheirs(null);
  };
  const confirmed = base.year.listings.filter((listing) => listing.confirmed).map((listing) => listing.key);
  return (
    <Form layout="vertical" requiredMark onFinish={() => void save()} aria-label="修改项目">
      {theirs && <Conflict base={base.form} theirs={theirs.form} mine={form} tree={known.tree} systems={known.tags.systems} onTheirs={() => settle(theirs.form)} onMine={() => settle(rebased(base.form, theirs.form, form))} />}
      <IdentityFields {...shared} verdicts={known.verdicts} tags={known.tags} staged={false} />
      <h3>{form.year}年的登记</h3>
      <YearFields {...shared} tree={known.tree} industries={known.industries} roles={known.roles} listedFrom={known.listedFrom} confirmed={confirmed} planHeld={base.year.plan ? "分月计划已批准，到“计划”页调整，由市级批准" : ""} />
      <TextField id="reason" label="修改理由" error={error} value={reason} onChange={setReason} max={500} hint="记入变更记录" />
      <div className="line">
        <Button type="primary" htmlType="submit" loading={busy} disabled={fields.length === 0 || theirs !== null}>
          保存
        </Button>
        <Button onClick={onClose}>取消</Button>
        <span className="muted">{fields.length === 0 ? "没有改动" : `改动 ${fields.length} 项`}；阶段到“生命周期”页登记。</span>
        {error && error.reason !== STALE && <ErrorLine error={error} />}
      </div>
    </Form>
  );
}
