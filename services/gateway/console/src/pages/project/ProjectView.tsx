import { Tabs } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { yearOf } from "../../domain/month";
import { say, STAGE } from "../../domain/words";
import type { GetProjectResponse, Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { useDelayed } from "../../ui/useDelayed";
import { usePhone } from "../../ui/usePhone";
import { ListingsText } from "../projects/columns";
import { DocumentsTab } from "./DocumentsTab";
import { FactsTab } from "./FactsTab";
import { HistoryTab } from "./HistoryTab";
import { LifeTab } from "./LifeTab";
import { PlanTab } from "./PlanTab";
import { ProgressTab } from "./ProgressTab";
import { ResponsibilityTab } from "./ResponsibilityTab";

/** A project's file: what it is, its months, and who changed what. */
export function ProjectView({ id, tab = "progress" }: { id: string; tab?: string }) {
  const { data, error, refetch, isPending } = useRead(ProjectService.method.getProject, { id });
  const late = useDelayed(isPending);
  if (error) return <ErrorPanel error={error} action="project.read" onRetry={() => void refetch()} />;
  if (!data?.project) return late ? <div className="panel state">正在读取项目…</div> : null;
  return <Opened project={data.project} systems={data.tagSystems} names={data.unitNames} tab={tab} />;
}

interface OpenedProps {
  project: Project;
  names: GetProjectResponse["unitNames"];
}

/** The year asked about, else the latest one. */
export function yearAt(project: Project, wanted: number): ProjectYear | undefined {
  return project.years.find((year) => year.year === wanted) ?? project.years[project.years.length - 1];
}

function Opened({ project, systems, names, tab }: OpenedProps & { systems: GetProjectResponse["tagSystems"]; tab: string }) {
  const { month } = useWorkplace();
  const phone = usePhone();
  const [wanted, setWanted] = useState(yearOf(month));
  const year = yearAt(project, wanted);
  const tabs = [
    { key: "facts", label: "基本情况", children: <FactsTab project={project} systems={systems} names={names} /> },
    { key: "progress", label: "进度", children: <ProgressTab project={project} year={year} onYear={setWanted} /> },
    { key: "plan", label: "计划", children: <PlanTab project={project} year={year} onYear={setWanted} /> },
    { key: "life", label: "生命周期", children: <LifeTab project={project} /> },
    { key: "duty", label: "责任", children: <ResponsibilityTab project={project} /> },
    { key: "documents", label: "档案", children: <DocumentsTab project={project} /> },
    { key: "history", label: "变更记录", children: <HistoryTab id={project.id} names={names} systems={systems} /> },
  ];
  return (
    <div className="stack">
      <Head project={project} year={year} names={names} />
      <section className="panel">
        <div className="body">
          <Tabs items={tabs} defaultActiveKey={tabs.some(({ key }) => key === tab) ? tab : "progress"} tabBarGutter={phone ? 9 : 20} />
        </div>
      </section>
    </div>
  );
}

/** Which project it is, at the head of its file. */
export function Head({ project, year, names }: OpenedProps & { year: ProjectYear | undefined }) {
  return (
    <header className="project-head">
      <h1>{project.name}</h1>
      <Mark tone="info">{STAGE[project.stage]}</Mark>
      <dl>
        <Item term="考核单位" text={year ? say(names, year.unit) : "—"} />
        <div>
          <dt>级别</dt>
          <dd>
            <ListingsText listings={year?.listings ?? []} />
          </dd>
        </div>
        <Item term="项目单位" text={project.company?.name || "—"} />
        <Item term="项目代码" text={project.nationalCode || "未填"} />
      </dl>
    </header>
  );
}

function Item({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}
