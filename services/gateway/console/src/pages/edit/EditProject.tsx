import { App, Button, Form } from "antd";
import { useState } from "react";
import { read, write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError } from "../../api/errors";
import { keyOf, useRefresh, useRequestId } from "../../api/queries";
import type { ProjectForm } from "../../domain/projectForm";
import { differing, formOf, identityOf, partsOf, rebased, recordOf } from "../../domain/projectForm";
import { unitName } from "../../domain/tree";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { TextField } from "../../ui/fields";
import { Conflict } from "./Conflict";
import { IdentityFields, YearFields } from "./ProjectFields";
import { useDoubts } from "./useDoubts";
import { useProjectForm } from "./useProjectForm";

/** What the register had when the form was filled from it. */
export interface Base {
  form: ProjectForm;
  version: bigint;
  year: ProjectYear;
}

function baseOf(project: Project, wanted: number): Base | null {
  const year = project.years.find((one) => one.year === wanted);
  return year ? { form: formOf(project, year), version: project.version, year } : null;
}

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
      {theirs && <Conflict base={base.form} theirs={theirs.form} mine={form} tree={known.tree} onTheirs={() => settle(theirs.form)} onMine={() => settle(rebased(base.form, theirs.form, form))} />}
      <IdentityFields {...shared} verdicts={known.verdicts} staged={false} />
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

const STALE = "STALE_VERSION";

interface EditingState {
  id: string;
  base: Base;
  form: ProjectForm;
  reason: string;
  faults: object;
  doubts: readonly string[];
  onBase: (base: Base) => void;
  onStale: (theirs: Base) => void;
  onClose: () => void;
}

/** Writes the identity first, then the year; where the second is refused the first stays written, and the form knows it. */
function useEditing({ id, base, form, reason, faults, doubts, onBase, onStale, onClose }: EditingState) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const requestId = useRequestId();
  const refresh = useRefresh();
  const ask = useDoubts();
  const { message } = App.useApp();
  const { updateProject, setProjectYear, getProject } = ProjectService.method;
  const write1 = async (): Promise<string[]> => {
    const parts = partsOf(differing(base.form, form));
    const why = reason.trim();
    let version = base.version;
    let warnings: string[] = [];
    if (parts.identity) {
      const content = { id, project: identityOf(form), version, reason: why };
      const answer = await write(updateProject, content, requestId(keyOf(updateProject, content).join(" ")));
      const next = answer.project && baseOf(answer.project, form.year);
      if (next) onBase(next);
      version = answer.project?.version ?? version;
      warnings = answer.warnings.map((finding) => finding.message);
    }
    if (parts.year) {
      const content = { id, year: recordOf(form, base.year), version, reason: why };
      await write(setProjectYear, content, requestId(keyOf(setProjectYear, content).join(" ")));
    }
    return warnings.filter((sentence) => !doubts.includes(sentence));
  };
  const save = async () => {
    setTried(true);
    if (busy || Object.keys(faults).length > 0) return;
    if (!(await ask("请核对，仍然保存吗？", doubts, "仍然保存"))) return;
    setBusy(true);
    setError(null);
    try {
      const warnings = await write1();
      void (warnings.length > 0 ? message.warning(`修改已保存，请核对：${warnings.join("")}`, 8) : message.success("修改已保存"));
      onClose();
    } catch (caught) {
      const refused = asApiError(caught);
      setError(refused);
      if (refused.reason === STALE) {
        const now = await read(getProject, { id }).catch(() => undefined);
        const theirs = now?.project && baseOf(now.project, form.year);
        if (theirs) onStale(theirs);
      }
    } finally {
      setBusy(false);
      refresh(); // also after a refusal: the first half may be written, or somebody was faster
    }
  };
  return { save, error, busy, tried };
}
