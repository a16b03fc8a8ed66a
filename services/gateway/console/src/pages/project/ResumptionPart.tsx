import { Button } from "antd";
import { useState } from "react";
import { dayAt } from "../../domain/month";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { Nature } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { DayField, TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { useMayDo } from "./useMayWrite";

type Deed = { year: ProjectYear; kind: "resume" | "excuse" };

/** Whether the project resumed work in the years that it was continued in. */
export function ResumptionPart({ project }: { project: Project }) {
  const [deed, setDeed] = useState<Deed>();
  const mayWrite = useMayDo(project, "project.write");
  const mayExcuse = useMayDo(project, "life.approve");
  const rows = project.years.filter((year) => year.nature === Nature.CONTINUED);
  return (
    <section aria-label="复工">
      <DataGrid
        label="续建项目复工"
        title={<h2>续建项目复工</h2>}
        columns={columns(mayWrite, mayExcuse, setDeed)}
        rows={rows}
        rowKey={(row) => String(row.year)}
        empty="没有作为续建项目列入的年度，不需要复工登记。"
      />
      {deed?.kind === "resume" && <ResumeDialog project={project} year={deed.year} onClose={() => setDeed(undefined)} />}
      {deed?.kind === "excuse" && <ExcuseDialog project={project} year={deed.year} onClose={() => setDeed(undefined)} />}
    </section>
  );
}

function columns(mayWrite: boolean, mayExcuse: boolean, onDeed: (deed: Deed) => void): Column<ProjectYear>[] {
  const shown: Column<ProjectYear>[] = [
    { key: "year", title: "年度", width: 80, phone: "head", render: (row) => `${row.year}年` },
    { key: "date", title: "复工日期", width: 120, phone: "pair", render: (row) => row.resumedDate || "—" },
    { key: "state", title: "状态", width: 160, phone: "pair", render: (row) => <State row={row} /> },
  ];
  if (mayWrite || mayExcuse) {
    shown.push({
      key: "steps",
      title: "操作",
      width: 200,
      phone: "wide",
      render: (row) => (
        <span className="nowrap">
          {mayWrite && (
            <Button size="small" aria-label={`${row.year}年${row.resumedDate ? "更正" : "登记复工"}`} onClick={() => onDeed({ year: row, kind: "resume" })}>
              {row.resumedDate ? "更正" : "登记复工"}
            </Button>
          )}{" "}
          {mayExcuse && row.resumedDate === "" && (
            <Button size="small" aria-label={`${row.year}年${row.resumptionExcused ? "撤销" : ""}免于复工`} onClick={() => onDeed({ year: row, kind: "excuse" })}>
              {row.resumptionExcused ? "撤销免于复工" : "免于复工"}
            </Button>
          )}
        </span>
      ),
    });
  }
  return shown;
}

function State({ row }: { row: ProjectYear }) {
  if (row.resumedDate) return <Mark tone="good">已复工</Mark>;
  return row.resumptionExcused ? <Mark tone="info">不可抗力，免于复工</Mark> : <Mark tone="warn">未复工</Mark>;
}

interface DialogProps {
  project: Project;
  year: ProjectYear;
  onClose: () => void;
}

function ResumeDialog({ project, year, onClose }: DialogProps) {
  const [today] = useState(() => dayAt(new Date()));
  const [date, setDate] = useState(year.resumedDate);
  const [reason, setReason] = useState("");
  const input = { id: project.id, year: year.year, date, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog title={`登记${year.year}年复工`} okText={date || !year.resumedDate ? "登记" : "撤销登记"} ready={date !== year.resumedDate} act={act(LifecycleService.method.recordResumption, input)} done={date ? "已登记复工" : "已撤销复工登记"} onClose={onClose}>
      {(error) => (
        <>
          <DayField id="date" label={`${year.year}年内的复工日期（清空为撤销）`} error={error} value={date} max={today} onChange={setDate} />
          <TextField id="reason" label="说明" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}

/** Excuses by force majeure; whoever does it answers for it. */
function ExcuseDialog({ project, year, onClose }: DialogProps) {
  const [reason, setReason] = useState("");
  const excused = !year.resumptionExcused;
  const input = { id: project.id, year: year.year, excused, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog title={`${year.year}年${excused ? "因不可抗力免于复工" : "撤销免于复工"}`} okText={excused ? "免于复工" : "撤销"} ready={reason.trim() !== ""} act={act(LifecycleService.method.excuseResumption, input)} done={excused ? "已免于复工" : "已撤销免于复工"} onClose={onClose}>
      {(error) => <TextField id="reason" label="理由（不可抗力的情形）" required long error={error} value={reason} onChange={setReason} max={500} />}
    </ActionDialog>
  );
}
