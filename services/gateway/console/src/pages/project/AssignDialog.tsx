import { Select } from "antd";
import { useState } from "react";
import type { ApiError } from "../../api/errors";
import { useRead } from "../../api/queries";
import { useTree } from "../../app/workplace";
import { askedOf, RESPONSIBILITY } from "../../domain/responsibility";
import { enumOptions } from "../../domain/words";
import { PeopleService } from "../../gen/pacesetter/registry/v1/people_pb";
import { ResponsibilityKind, ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, Field, TextField } from "../../ui/fields";
import { PersonPicker } from "../../ui/PersonPicker";
import { UnitPicker } from "../../ui/pickers";

interface AssignDialogProps {
  projectId: string;
  day: string;
  onClose: () => void;
}

const KINDS = enumOptions(RESPONSIBILITY) as { value: ResponsibilityKind; label: string }[];

interface Typed {
  kind: ResponsibilityKind;
  personId: string;
  team: string;
  unit: string;
  department: string;
  fromDate: string;
}

/** What is sent: of what the kind doesn't ask for, nothing. */
function sentOf({ kind, personId, team, unit, department, fromDate }: Typed) {
  const asked = askedOf(kind);
  return { kind, fromDate, personId: asked.person ? personId : "", team: asked.team ? team.trim() : "", unit: asked.unit ? unit : "", department: asked.unit ? department : "" };
}

function complete(typed: Typed): boolean {
  const asked = askedOf(typed.kind);
  if (asked.team) return typed.team.trim() !== "";
  return asked.unit ? typed.unit !== "" : asked.person && typed.personId !== "";
}

/** Names somebody for the project from a day on. */
export function AssignDialog({ projectId, day, onClose }: AssignDialogProps) {
  const [typed, setTyped] = useState<Typed>({ kind: ResponsibilityKind.LEAD_OFFICIAL, personId: "", team: "", unit: "", department: "", fromDate: day });
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const asked = askedOf(typed.kind);
  const input = { projectId, responsibility: sentOf(typed) };
  return (
    <ActionDialog
      title="指定责任人"
      okText="指定"
      ready={complete(typed)}
      act={act(ResponsibilityService.method.assignResponsibility, input)}
      done={`已指定${RESPONSIBILITY[typed.kind]}`}
      onClose={onClose}
    >
      {(error) => (
        <>
          <Field id="kind" label="责任" error={error} required>
            <Select id="kind" value={typed.kind} options={KINDS} onChange={(kind: ResponsibilityKind) => set({ kind })} />
          </Field>
          {asked.team && <TextField id="team" label="专班名称" required error={error} value={typed.team} onChange={(team) => set({ team })} max={100} />}
          {asked.person && (
            <Field id="person_id" label={asked.team ? "专班负责人" : "人员"} required={!asked.team} error={error} hint="须为项目所在单位或其上下级单位的在任人员">
              <PersonPicker id="person_id" value={typed.personId} date={typed.fromDate} onChange={(personId) => set({ personId })} />
            </Field>
          )}
          {asked.unit && <UnitFields typed={typed} error={error} onChange={set} />}
          <DayField id="from_date" label="开始日期" error={error} value={typed.fromDate} onChange={(fromDate) => set({ fromDate })} />
        </>
      )}
    </ActionDialog>
  );
}

function UnitFields({ typed, error, onChange }: { typed: Typed; error: ApiError | null; onChange: (change: Partial<Typed>) => void }) {
  const { tree } = useTree(0);
  const { data } = useRead(PeopleService.method.listDepartments, { unit: typed.unit }, typed.unit !== "");
  const departments = (typed.unit && data?.departments) || [];
  const options = departments.filter((one) => one.toDate === "").map(({ name }) => ({ value: name, label: name }));
  return (
    <>
      <Field id="unit" label="责任单位" required error={error}>
        <UnitPicker id="unit" tree={tree} value={typed.unit} width="100%" placeholder="选择单位" onChange={(unit) => onChange({ unit, department: "" })} />
      </Field>
      <Field id="department" label="部门" error={error}>
        <Select id="department" allowClear placeholder="不选则为单位本身" value={typed.department || undefined} options={options} onChange={(department?: string) => onChange({ department: department ?? "" })} />
      </Field>
    </>
  );
}
