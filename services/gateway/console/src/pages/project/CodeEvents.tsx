import { Button, Select } from "antd";
import { useState } from "react";
import { CODE_EVENT, codeEventFault, latestYear } from "../../domain/lineage";
import { dayAt, instantText } from "../../domain/month";
import type { CodeEvent, RelatedProject } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { CodeEventKind, LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, Field, TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { ProjectPicker } from "../../ui/ProjectPicker";
import { Related } from "./Related";
import { useMayWrite } from "./useMayWrite";

interface CodeEventsProps {
  project: Project;
  events: readonly CodeEvent[];
  predecessors: readonly RelatedProject[];
}

/** What became of the national code, the newest first, and where the project comes from. */
export function CodeEvents({ project, events, predecessors }: CodeEventsProps) {
  const [open, setOpen] = useState(false);
  const may = useMayWrite(project);
  return (
    <section aria-label="项目代码沿革">
      <h2>
        项目代码沿革
        {may && project.nationalCode !== "" && (
          <Button size="small" onClick={() => setOpen(true)}>
            登记代码变更
          </Button>
        )}
      </h2>
      <p className="number">
        <span className="muted">现用代码：</span>
        {project.nationalCode || "无"}
      </p>
      {predecessors.length > 0 && (
        <p>
          <span className="muted">由以下项目拆分而来：</span>
          {predecessors.map((one) => (
            <Related key={one.id} project={one} />
          ))}
        </p>
      )}
      <ul className="plain-list">
        {events.map((event) => (
          <li key={`${event.oldCode}/${instantText(event.recordTime)}`}>
            <Mark tone="info">{CODE_EVENT[event.kind]}</Mark> <span className="number">{event.date}</span>，原代码 <span className="number">{event.oldCode}</span>
            {event.newCode && (
              <>
                ，新代码 <span className="number">{event.newCode}</span>
              </>
            )}
            ，{event.reason}
            {event.successors.map((one) => (
              <div key={one.id}>
                承接项目：<Related project={one} />
              </div>
            ))}
          </li>
        ))}
      </ul>
      {open && <CodeDialog project={project} onClose={() => setOpen(false)} />}
    </section>
  );
}

const KINDS = [CodeEventKind.CHANGED, CodeEventKind.INVALIDATED, CodeEventKind.SPLIT].map((value) => ({ value, label: CODE_EVENT[value] }));

function CodeDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const [today] = useState(() => dayAt(new Date()));
  const [kind, setKind] = useState(CodeEventKind.CHANGED);
  const [date, setDate] = useState(today);
  const [newCode, setNewCode] = useState("");
  const [successors, setSuccessors] = useState<{ id: string; name: string }[]>([]);
  const [reason, setReason] = useState("");
  const changed = kind === CodeEventKind.CHANGED;
  const split = kind === CodeEventKind.SPLIT;
  const successorIds = split ? successors.map((one) => one.id) : [];
  const input = { id: project.id, kind, date, newCode: changed ? newCode.trim() : "", successorIds, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog title={`代码变更：${project.name}`} okText="登记" ready={codeEventFault(input) === ""} act={act(LifecycleService.method.recordCodeEvent, input)} done="代码变更已登记" onClose={onClose}>
      {(error) => (
        <>
          <Field id="kind" label="情形" required error={error}>
            <Select id="kind" value={kind} options={KINDS} onChange={setKind} style={{ width: 168 }} />
          </Field>
          <DayField id="date" label="日期" required error={error} value={date} max={today} onChange={setDate} />
          {changed && <TextField id="new_code" label="新代码" required error={error} value={newCode} onChange={setNewCode} max={24} />}
          {split && (
            <Field id="successor_ids" label="承接项目（各有自己的代码）" required error={error}>
              <ProjectPicker id="successor_ids" several value={successors} onChange={setSuccessors} year={latestYear(project)} but={project.id} />
            </Field>
          )}
          <TextField id="reason" label="理由" required long error={error} value={reason} onChange={setReason} max={500} />
        </>
      )}
    </ActionDialog>
  );
}
