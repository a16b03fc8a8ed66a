import { AutoComplete, Checkbox, Input, Select } from "antd";
import type { ApiError } from "../../api/errors";
import type { Verdict } from "../../api/validate";
import type { FormField, ProjectForm } from "../../domain/projectForm";
import { FORM_WORDS } from "../../domain/projectForm";
import { ofSystem, tagOptions } from "../../domain/tags";
import type { Tree } from "../../domain/tree";
import { CATEGORIES, enumOptions, NATURE_OPTIONS, optionsOf, STAGE } from "../../domain/words";
import { Nature, Stage } from "../../gen/pacesetter/registry/v1/project_pb";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";
import { Field } from "../../ui/fields";
import { UnitPicker } from "../../ui/pickers";
import { ListingFields } from "./ListingFields";

export interface FieldsProps {
  form: ProjectForm;
  onChange: (change: Partial<ProjectForm>) => void;
  /** What the register refused. */
  error: ApiError | null;
  /** What is seen to be wrong before asking; shown once saving was tried. */
  faults: Partial<Record<FormField, string>>;
}

interface LineProps extends FieldsProps {
  field: FormField;
  /** The field's path in a refusal. */
  path: string;
  verdict?: Verdict | undefined;
  hint?: string | undefined;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
}

/** What is wrong with a field: a code while it is typed, all else once saving was tried. */
function faultOf({ field, faults, verdict }: LineProps): string | undefined {
  return verdict && !verdict.valid ? verdict.message : faults[field];
}

function hintOf({ verdict, hint }: LineProps) {
  if (!verdict?.valid || verdict.warnings.length === 0) return hint;
  return <span className="doubt">{verdict.warnings.map((w) => w.message).join("")}</span>;
}

function Line({ max = 200, long = false, ...props }: LineProps & { max?: number; long?: boolean }) {
  const { form, onChange, field, path, error, required, placeholder, disabled } = props;
  const text = { id: field, value: String(form[field]), maxLength: max, placeholder, disabled, onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }) };
  return (
    <Field id={field} name={path} label={FORM_WORDS[field]} error={error} required={required} fault={faultOf(props)} hint={hintOf(props)}>
      {long ? <Input.TextArea {...text} autoSize={{ minRows: 2 }} /> : <Input {...text} />}
    </Field>
  );
}

interface IdentityProps extends FieldsProps {
  verdicts: { nationalCode: Verdict | undefined; creditCode: Verdict | undefined };
  /** A new project enters at a stage; later stages have their own page, with evidence. */
  staged: boolean;
  tags: TagChoices;
}

/** The systems of tags that there are, and those in force for the unit. */
interface TagChoices {
  systems: readonly TagSystem[];
  inForce: readonly TagSystem[];
}

/** What the project is, whatever the year. */
export function IdentityFields({ verdicts, staged, tags, ...props }: IdentityProps) {
  return (
    <>
      <Line {...props} field="name" path="project.name" required />
      <div className="form-fields">
        <Line {...props} field="nationalCode" path="project.national_code" verdict={verdicts.nationalCode} placeholder="没有的空着" max={40} />
        <Line {...props} field="place" path="project.place" />
        <Line {...props} field="companyName" path="company.name" />
        <Line {...props} field="creditCode" path="company.credit_code" verdict={verdicts.creditCode} placeholder="没有的空着" max={30} />
        {staged && <StageFields {...props} />}
        <Line {...props} field="startYear" path="start_year" max={4} />
        <Line {...props} field="endYear" path="end_year" max={4} />
      </div>
      <Line {...props} field="scale" path="project.scale" max={2000} long />
      <TagFields {...props} {...tags} />
    </>
  );
}

/** Tags of the systems in force, and those that the project bears already; nothing where there are none. */
function TagFields({ form, onChange, error, systems, inForce }: FieldsProps & TagChoices) {
  const open = systems.filter((system) => inForce.includes(system) || ofSystem(system, form.tags).length > 0);
  if (open.length === 0) return null;
  return (
    <Field id="tags" label={FORM_WORDS.tags} error={error}>
      <Select id="tags" mode="multiple" value={[...form.tags]} optionFilterProp="label" placeholder="没有的空着" options={tagOptions(open)} onChange={(tags: string[]) => onChange({ tags })} />
    </Field>
  );
}

const STAGES = (enumOptions(STAGE) as { value: Stage; label: string }[]).filter(({ value }) => value !== Stage.WITHDRAWN);

function StageFields({ form, onChange, error }: FieldsProps) {
  return (
    <>
      <Field id="stage" name="project.stage" label={FORM_WORDS.stage} error={error}>
        <Select id="stage" value={form.stage} options={STAGES} onChange={(stage: Stage) => onChange({ stage })} />
      </Field>
      <Field id="stageDate" name="project.stages" label={`${FORM_WORDS.stageDate}（进入这个阶段的日期）`} error={error}>
        <Input id="stageDate" type="date" value={form.stageDate} onChange={(event) => onChange({ stageDate: event.target.value })} />
      </Field>
    </>
  );
}

interface YearProps extends FieldsProps {
  tree: Tree | undefined;
  /** Industries that the unit's projects have already. */
  industries: readonly string[];
  roles: readonly string[];
  /** Listings in force, by their keys: only who decides them takes them away. */
  confirmed: readonly string[];
  /** From which month a listing counts that is chosen now. */
  listedFrom: number;
  /** Why the annual plan is not changed here; empty where it is. */
  planHeld: string;
}

/** What counts of the project in the year. */
export function YearFields({ tree, industries, roles, confirmed, listedFrom, planHeld, ...props }: YearProps) {
  const { form, onChange, error, faults } = props;
  return (
    <>
      <div className="form-fields">
        <Field id="unit" label={FORM_WORDS.unit} error={error} required fault={faults.unit}>
          <UnitPicker id="unit" tree={tree} value={form.unit} allowClear={false} width="100%" placeholder="请选择" onChange={(unit) => onChange({ unit })} />
        </Field>
        <Field id="category" label={FORM_WORDS.category} error={error} required fault={faults.category}>
          <Select id="category" value={form.category || undefined} placeholder="请选择" options={optionsOf(CATEGORIES)} onChange={(category: string) => onChange({ category })} />
        </Field>
        <Field id="industry" label={FORM_WORDS.industry} error={error}>
          <AutoComplete id="industry" value={form.industry} maxLength={200} options={suggested(industries, form.industry)} onChange={(industry?: string) => onChange({ industry: industry ?? "" })} />
        </Field>
        <Field id="nature" label={FORM_WORDS.nature} error={error} required fault={faults.nature}>
          <Select id="nature" value={form.nature || undefined} placeholder="请选择" options={NATURE_OPTIONS} onChange={(nature: Nature) => onChange({ nature })} />
        </Field>
        <Line {...props} field="total" path="total_investment_yuan" required placeholder="如 12000，或 1.2亿" />
        <Line {...props} field="planned" path="planned_yuan" required disabled={planHeld !== ""} placeholder="如 3500，或 3500万" hint={planHeld || undefined} />
        <Field id="startMonth" name="start_month" label={`${FORM_WORDS.startMonth}（新建项目）`} error={error}>
          <Select id="startMonth" disabled={form.nature === Nature.CONTINUED} value={form.startMonth} options={MONTHS} onChange={(startMonth: number) => onChange({ startMonth })} />
        </Field>
        <Field id="needsNewLand" name="needs_new_land" label="用地" error={error}>
          <Checkbox id="needsNewLand" checked={form.needsNewLand} onChange={(event) => onChange({ needsNewLand: event.target.checked })}>
            {FORM_WORDS.needsNewLand}
          </Checkbox>
        </Field>
      </div>
      <ListingFields value={form.listings} year={form.year} roles={roles} confirmed={confirmed} from={listedFrom} error={error} onChange={(listings) => onChange({ listings })} />
    </>
  );
}

const MONTHS = [{ value: 0, label: "未定（年内）" }, ...Array.from({ length: 12 }, (_, at) => ({ value: at + 1, label: `${at + 1}月` }))];

const MOST_SUGGESTED = 20;

function suggested(industries: readonly string[], typed: string): { value: string }[] {
  return industries.filter((one) => one !== typed && one.includes(typed.trim())).slice(0, MOST_SUGGESTED).map((value) => ({ value }));
}
