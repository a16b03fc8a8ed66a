import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { latestYear, phaseFault, phaseText } from "../../domain/lineage";
import type { RelatedProject } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Field, TextField } from "../../ui/fields";
import { ProjectPicker } from "../../ui/ProjectPicker";
import { CodeEvents } from "./CodeEvents";
import { Related } from "./Related";
import { useMayWrite } from "./useMayWrite";

/** What the project is a part of, its own parts and phases, and what became of its national code. */
export function RelationsPart({ project }: { project: Project }) {
  const { data, error } = useRead(LifecycleService.method.getRelations, { id: project.id });
  const [open, setOpen] = useState(false);
  const may = useMayWrite(project);
  if (error) return <ErrorLine error={error} />;
  if (!data) return null;
  const hidden = project.parentId !== "" && !data.parent;
  return (
    <>
      <section aria-label="项目关系">
        <h2>
          项目关系
          {may && !hidden && (
            <Button size="small" onClick={() => setOpen(true)}>
              {data.parent ? "更改所属项目" : "登记所属项目"}
            </Button>
          )}
        </h2>
        <p>
          <span className="muted">所属项目：</span>
          {data.parent ? <Related project={data.parent} /> : hidden ? "不在您的管辖范围内" : "无"}
          {project.parentId !== "" && `（${phaseText(project.phase)}）`}
        </p>
        <p className="muted">{data.parts.length > 0 ? "下属项目和各期：" : "没有下属项目。"}</p>
        <ul className="plain-list">
          {data.parts.map((part) => (
            <li key={part.id}>
              {phaseText(part.phase)}：<Related project={part} />
            </li>
          ))}
        </ul>
        <p className="muted">口径：各项目按各自的列入情况统计，所属关系不影响任何数字。</p>
      </section>
      <CodeEvents project={project} events={data.codeEvents} predecessors={data.predecessors} />
      {open && <ParentDialog project={project} parent={data.parent} onClose={() => setOpen(false)} />}
    </>
  );
}

interface ParentDialogProps {
  project: Project;
  parent: RelatedProject | undefined;
  onClose: () => void;
}

function ParentDialog({ project, parent, onClose }: ParentDialogProps) {
  const [picked, setPicked] = useState(parent ? [{ id: parent.id, name: parent.name }] : []);
  const [phase, setPhase] = useState(project.phase > 0 ? String(project.phase) : "");
  const [reason, setReason] = useState("");
  const parentId = picked[0]?.id ?? "";
  const fault = phaseFault(phase);
  const input = { id: project.id, parentId, phase: parentId === "" ? 0 : Number(phase), reason: reason.trim(), version: project.version };
  const changed = parentId !== project.parentId || input.phase !== project.phase;
  return (
    <ActionDialog title={`所属项目：${project.name}`} okText="保存" ready={changed && fault === ""} act={act(LifecycleService.method.setParent, input)} done={parentId ? "所属项目已登记" : "已不属于任何项目"} onClose={onClose}>
      {(error) => (
        <>
          <Field id="parent_id" label="所属项目（清空为不属于任何项目）" error={error}>
            <ProjectPicker id="parent_id" value={picked} onChange={setPicked} year={latestYear(project)} but={project.id} />
          </Field>
          <TextField id="phase" label="第几期（不分期的留空）" error={error} value={phase} onChange={setPhase} hint={fault || undefined} max={2} />
          <TextField id="reason" label="说明" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
