import { Button } from "antd";
import type { ReactNode } from "react";
import { lazy, Suspense, useState } from "react";
import { wan } from "../../domain/money";
import { ofSystem, tagsText } from "../../domain/tags";
import { instantText, monthText } from "../../domain/month";
import { CATEGORIES, NATURE, say, STAGE } from "../../domain/words";
import type { GetProjectResponse, Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ListingsText } from "../projects/columns";
import { useMayWrite } from "./useMayWrite";

const EditProject = lazy(async () => ({ default: (await import("../edit/EditProject")).EditProject }));

interface FactsTabProps {
  project: Project;
  systems: GetProjectResponse["tagSystems"];
  names: GetProjectResponse["unitNames"];
}

/** What the project is, and what counts of it in each year. */
export function FactsTab({ project, systems, names }: FactsTabProps) {
  const may = useMayWrite(project);
  const [editing, setEditing] = useState(0);
  if (editing > 0) {
    return (
      <Suspense fallback={<div className="state">正在打开…</div>}>
        <EditProject project={project} year={editing} onClose={() => setEditing(0)} />
      </Suspense>
    );
  }
  return (
    <>
      {may && <EditBar years={project.years.map((year) => year.year)} onEdit={setEditing} />}
      <dl className="facts">
        <Fact term="项目名称">{project.name}</Fact>
        <Fact term="项目代码">{project.nationalCode}</Fact>
        <Fact term="项目单位">{project.company?.name}</Fact>
        <Fact term="统一社会信用代码">{project.company?.creditCode}</Fact>
        <Fact term="建设内容及规模">{project.scale}</Fact>
        <Fact term="建设地点">{project.place}</Fact>
        <Fact term="建设年限">{yearsText(project)}</Fact>
        <Fact term="当前阶段">{STAGE[project.stage]}</Fact>
        <Fact term="阶段日期">{project.stages.map((s) => `${STAGE[s.stage]} ${s.date}`).join("；")}</Fact>
        {systems.map((system) => (
          <Fact key={system.key} term={system.name}>
            {tagsText([system], ofSystem(system, project.tags))}
          </Fact>
        ))}
        <Fact term="入库前已完成">{openingText(project)}</Fact>
        <Fact term="登记时间">{instantText(project.createTime)}</Fact>
        <Fact term="最近变更">{instantText(project.updateTime)}</Fact>
      </dl>
      <div style={{ marginTop: 8 }}>
        <DataGrid
          label="各年度"
          title={<h2>各年度（投资单位：万元）</h2>}
          columns={yearColumns(names)}
          rows={project.years}
          rowKey={(row) => String(row.year)}
          empty="还没有列入任何年度。"
        />
      </div>
    </>
  );
}

/** One button a year, the newest first: identity is in each of them. */
function EditBar({ years, onEdit }: { years: readonly number[]; onEdit: (year: number) => void }) {
  return (
    <div className="line">
      {[...years].reverse().map((year, at) => (
        <Button key={year} size="small" type={at === 0 ? "primary" : "default"} onClick={() => onEdit(year)}>
          {at === 0 ? `修改（${year}年）` : `${year}年`}
        </Button>
      ))}
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children || <span className="muted">未填</span>}</dd>
    </div>
  );
}

function yearsText({ startYear, endYear }: Project): string {
  if (startYear === 0 && endYear === 0) return "";
  return `${startYear || "？"}—${endYear || "？"}`;
}

function openingText({ opening }: Project): string {
  if (!opening) return "";
  return `${monthText(opening.month)}前累计 ${wan(opening.cumulativeYuan)} 万元，其中当年 ${wan(opening.yearYuan)} 万元`;
}

function yearColumns(names: Record<string, string>): Column<ProjectYear>[] {
  return [
    { key: "year", title: "年度", width: 64, phone: "head", render: (row) => row.year },
    { key: "unit", title: "考核单位", width: 110, phone: "pair", render: (row) => say(names, row.unit) },
    { key: "listing", title: "级别", width: 96, phone: "pair", render: (row) => <ListingsText listings={row.listings} /> },
    { key: "category", title: "类别", width: 90, phone: "pair", render: (row) => say(CATEGORIES, row.category) },
    { key: "industry", title: "行业领域", width: 110, phone: "pair", render: (row) => row.industry || "—" },
    { key: "nature", title: "性质", width: 64, phone: "pair", render: (row) => NATURE[row.nature] },
    { key: "total", title: "总投资", width: 100, align: "right", phone: "pair", render: (row) => wan(row.totalInvestmentYuan) },
    { key: "planned", title: "年度计划", width: 100, align: "right", phone: "pair", render: (row) => wan(row.plannedYuan) },
  ];
}
