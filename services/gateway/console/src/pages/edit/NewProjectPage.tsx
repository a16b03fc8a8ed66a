import { Alert, App, Button, Form, Select } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { read, write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError } from "../../api/errors";
import { keyOf, useRefresh, useRequestId } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { yearOf } from "../../domain/month";
import { grantedUnit } from "../../domain/permissions";
import type { ProjectForm } from "../../domain/projectForm";
import { emptyForm, identityOf, recordOf } from "../../domain/projectForm";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import type { CreateProjectResponse } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Panel } from "../../ui/Panel";
import { useDraft } from "../../ui/useDraft";
import { useTitle } from "../../ui/useTitle";
import { IdentityFields, YearFields } from "./ProjectFields";
import { Sentences, useDoubts } from "./useDoubts";
import { useProjectForm } from "./useProjectForm";

/** A new project with its first year; what was typed survives a reload of the page. */
export function NewProjectPage() {
  useTitle("新建项目");
  const { session, month } = useWorkplace();
  const [search] = useSearchParams();
  const year = Number(search.get("year")) || yearOf(month);
  const county = session.grants.some((grant) => grant.role === "county");
  const draft = useDraft(session.principal, "project", () => emptyForm(year, county ? grantedUnit(session.grants, "project.write") : ""));
  return (
    <div className="page">
      <h1 className="skip-link">新建项目</h1>
      {draft.restored && (
        <Alert
          type="info"
          showIcon
          title="已恢复您上次没有保存的内容。"
          action={
            <Button size="small" onClick={draft.clear}>
              清空重填
            </Button>
          }
        />
      )}
      <NewProject form={draft.value} onChange={draft.set} onSaved={draft.clear} />
    </div>
  );
}

interface NewProjectProps {
  form: ProjectForm;
  onChange: (form: ProjectForm) => void;
  onSaved: () => void;
}

function NewProject({ form, onChange, onSaved }: NewProjectProps) {
  const { month } = useWorkplace();
  const known = useProjectForm(form);
  const { save, error, busy, tried } = useSaving(form, known, onSaved);
  const navigate = useNavigate();
  const change = (next: Partial<ProjectForm>) => onChange({ ...form, ...next });
  const fields = { form, onChange: change, error, faults: tried ? known.faults : {} };
  const years = [...new Set([form.year, ...[-1, 0, 1, 2].map((ahead) => yearOf(month) + ahead)])].sort();
  return (
    <Form layout="vertical" requiredMark onFinish={() => void save()}>
      <div className="stack">
        <Panel title="项目">
          <IdentityFields {...fields} verdicts={known.verdicts} tags={known.tags} staged />
        </Panel>
        <Panel
          title={`${form.year}年的登记`}
          extra={<Select size="small" aria-label="年度" value={form.year} options={years.map((value) => ({ value, label: `${value}年` }))} onChange={(year: number) => change({ year })} style={{ width: 96 }} />}
        >
          <YearFields {...fields} tree={known.tree} industries={known.industries} roles={known.roles} listedFrom={known.listedFrom} confirmed={NONE} planHeld="" />
        </Panel>
        <div className="bar commit-bar">
          <Button type="primary" htmlType="submit" loading={busy}>
            新建
          </Button>
          <Button onClick={() => void navigate("/projects")}>返回清单</Button>
          {tried && Object.keys(known.faults).length > 0 && <span className="wrong">还有 {Object.keys(known.faults).length} 项要填或要改，见标红处。</span>}
          {error && <ErrorLine error={error} />}
        </div>
      </div>
    </Form>
  );
}

const NONE: readonly string[] = [];

/** Saves once all is there and what is doubtful was looked at, and goes to the project. */
function useSaving(form: ProjectForm, { faults, doubts }: Pick<ReturnType<typeof useProjectForm>, "faults" | "doubts">, onSaved: () => void) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const requestId = useRequestId();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const ask = useDoubts();
  const tell = useTelling();
  const save = async () => {
    setTried(true);
    if (busy || Object.keys(faults).length > 0) return;
    if (!(await ask("有存疑的地方，仍然新建吗？", doubts, "仍然新建"))) return;
    const content = { project: { ...identityOf(form), years: [recordOf(form)] } };
    setBusy(true);
    setError(null);
    try {
      const made = await write(ProjectService.method.createProject, content, requestId(keyOf(ProjectService.method.createProject, content).join(" ")));
      onSaved();
      refresh();
      void navigate(`/projects/${made.project?.id ?? ""}?tab=facts`, { replace: true });
      void tell(made, form, doubts);
    } catch (caught) {
      setError(asApiError(caught));
    } finally {
      setBusy(false);
    }
  };
  return { save, error, busy, tried };
}

const MOST_PAIRS = 200;

/** Says that it is done, what the register doubts that nobody has seen yet, and which projects it may be already. */
function useTelling() {
  const { message, modal } = App.useApp();
  return async ({ project, warnings }: CreateProjectResponse, { unit, year }: ProjectForm, seen: readonly string[]) => {
    void message.success("项目已新建");
    const alike = await read(HonestyService.method.listDuplicates, { unit, year, pageSize: MOST_PAIRS }).catch(() => undefined);
    const others = (alike?.pairs ?? []).flatMap(({ first, second }) => (first?.id === project?.id ? [second] : second?.id === project?.id ? [first] : []));
    const sentences = [
      ...warnings.map((finding) => finding.message).filter((sentence) => !seen.includes(sentence)),
      ...others.map((other) => `与“${other?.name ?? ""}”（${other?.unitName ?? ""}）疑似重复，请到“数据质量”中判断。`),
    ];
    if (sentences.length > 0) void modal.warning({ title: "项目已新建，请核对", content: <Sentences of={sentences} />, okText: "知道了" });
  };
}
