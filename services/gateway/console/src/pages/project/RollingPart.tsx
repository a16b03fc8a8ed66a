import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { parseWan, wan, wanExact } from "../../domain/money";
import { instantText } from "../../domain/month";
import type { RollingPlan, RollingVersion } from "../../gen/pacesetter/registry/v1/plan_pb";
import { PlanService } from "../../gen/pacesetter/registry/v1/plan_pb";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorLine } from "../../ui/ErrorPanel";
import { TextField } from "../../ui/fields";
import { useMayInYear } from "./useMayWrite";

/** What is planned for the project in the year and in the two after it. */
export function RollingPart({ project, year }: { project: Project; year: ProjectYear }) {
  const { data, error } = useRead(PlanService.method.getRollingPlan, { id: project.id, year: year.year });
  const [open, setOpen] = useState(false);
  const may = useMayInYear(year, "plan.write");
  if (error) return <ErrorLine error={error} />;
  const plan = data?.plan;
  if (!plan || plan.year !== year.year) return null;
  const latestFirst = [...plan.versions].reverse();
  return (
    <>
      <DataGrid
        label="三年滚动计划"
        title={<h2>三年滚动计划（万元）</h2>}
        extra={
          may && (
            <Button size="small" onClick={() => setOpen(true)}>
              {plan.versions.length > 0 ? "修订滚动计划" : "编制滚动计划"}
            </Button>
          )
        }
        columns={columns(year.year)}
        rows={latestFirst}
        rowKey={(row) => String(row.number)}
        empty="还没有三年滚动计划。"
      />
      {open && <RollingDialog plan={plan} year={year} onClose={() => setOpen(false)} />}
    </>
  );
}

function columns(first: number): Column<RollingVersion>[] {
  const years = [0, 1, 2].map((after): Column<RollingVersion> => ({
    key: `year-${after}`,
    title: `${first + after}年`,
    width: 104,
    align: "right",
    phone: "pair",
    render: (row) => wan(row.plannedYuan[after] ?? 0n),
  }));
  return [
    { key: "number", title: "版次", width: 64, phone: "head", render: (row) => `第${row.number}版` },
    ...years,
    { key: "reason", title: "修订理由", width: 180, phone: "wide", render: (row) => row.reason || "—" },
    { key: "author", title: "编制", width: 190, phone: "wide", render: (row) => `${row.author} ${instantText(row.saveTime)}` },
  ];
}

/** The next version; its first year is the annual plan. */
function RollingDialog({ plan, year, onClose }: { plan: RollingPlan; year: ProjectYear; onClose: () => void }) {
  const last = plan.versions[plan.versions.length - 1];
  const [second, setSecond] = useState(wanExact(last?.plannedYuan[1] ?? 0n));
  const [third, setThird] = useState(wanExact(last?.plannedYuan[2] ?? 0n));
  const [reason, setReason] = useState("");
  const later = [parseWan(second), parseWan(third)].filter((yuan) => yuan !== null);
  const said = reason.trim();
  const input = { id: plan.projectId, year: plan.year, plannedYuan: [year.plannedYuan, ...later], reason: said, version: BigInt(last?.number ?? 0) };
  return (
    <ActionDialog title="三年滚动计划（万元）" okText="保存" ready={later.length === 2 && (!last || said !== "")} act={act(PlanService.method.saveRollingPlan, input)} done="滚动计划已保存" onClose={onClose}>
      {(error) => (
        <>
          <p>
            {plan.year}年：{wanExact(year.plannedYuan)} 万元（年度计划）
          </p>
          <TextField id="second" label={`${plan.year + 1}年`} required error={error} value={second} onChange={setSecond} />
          <TextField id="third" label={`${plan.year + 2}年`} required error={error} value={third} onChange={setThird} />
          {last && <TextField id="reason" label="修订理由" required long error={error} value={reason} onChange={setReason} max={500} />}
        </>
      )}
    </ActionDialog>
  );
}
