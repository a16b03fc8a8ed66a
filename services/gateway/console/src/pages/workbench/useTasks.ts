import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { projectLink } from "../../domain/filters";
import { confirmHindrance } from "../../domain/grants";
import { monthAt, yearOf } from "../../domain/month";
import type { Action } from "../../domain/permissions";
import { mayAt } from "../../domain/permissions";
import { qualitySearch, recordLink } from "../../domain/quality";
import { GrantService, GrantState } from "../../gen/pacesetter/registry/v1/grant_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { ImportService, ImportState } from "../../gen/pacesetter/registry/v1/import_pb";
import { Nature, Stage } from "../../gen/pacesetter/registry/v1/project_pb";
import { ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import type { LifecycleFigures } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import type { Desk } from "./useWorkbench";

/** Something to be done: how many, what it means, and where it is done. */
export interface Task {
  key: string;
  title: string;
  /** Absent while it is read, or where reading failed. */
  count: number | undefined;
  failed: boolean;
  note: string;
  to: string;
}

interface Answer {
  isError: boolean;
}

const MANY = 200;

function task(key: string, title: string, note: string, to: string, answer: Answer, count: number | undefined): Task {
  return { key, title, note, to, count, failed: answer.isError };
}

/** What waits for the user at a unit, by what they may do there. */
export function useTasks(desk: Desk): Task[] {
  const { session } = useWorkplace();
  const { tree } = useTree(yearOf(desk.month));
  const may = (action: Action) => mayAt(session.grants, action, tree, desk.unit);
  return [
    ...useFindings(desk, may("quality.read")),
    ...useStages(desk, may("life.approve")),
    ...useDuplicates(desk, may("duplicate.decide")),
    ...useSheets(desk, may("import")),
    ...useNobody(desk, may("duty.read")),
    ...useGrants(desk, may("grant.write")),
  ];
}

function useFindings({ unit, month }: Desk, may: boolean): Task[] {
  const year = yearOf(month);
  const answer = useRead(HonestyService.method.listReportingRecord, { unit, year }, may);
  const to = recordLink({ unit, year, month: 0, kind: "unexplained" });
  return may ? [task("findings", "校核提示待说明", `${year}年以来已审核、还没有书面说明的月报`, to, answer, answer.data?.total?.year?.unexplained)] : [];
}

/** Of those that started or were completed, the ones without certification. */
function uncertified(figures: LifecycleFigures | undefined): { starts: number; completions: number } | undefined {
  if (!figures) return undefined;
  return { starts: Number(figures.started - figures.startsCertified), completions: Number(figures.completed - figures.completionsCertified) };
}

/** By now, of the year in work: what is certified today is of this month, whatever month is reported. */
function newestOf(month: string): string {
  const now = monthAt(new Date());
  return yearOf(now) === yearOf(month) ? now : `${yearOf(month)}-12`;
}

function useStages({ unit, month }: Desk, may: boolean): Task[] {
  const answer = useRead(StatisticsService.method.getRollup, { unit, month: newestOf(month), noChildren: true, lifecycle: true }, may);
  const open = uncertified(answer.data?.rollup?.figures?.lifecycle);
  if (!may) return [];
  const starts = projectLink({ unit, month, nature: Nature.NEW });
  const completions = projectLink({ unit, month, stage: Stage.COMPLETED });
  return [
    task("starts", "开工待认定", "已开工而没有认定的新建项目，在项目的“生命周期”里认定", starts, answer, open?.starts),
    task("completions", "竣工待认定", "本年竣工而没有认定的项目，在项目的“生命周期”里认定", completions, answer, open?.completions),
  ];
}

function useDuplicates({ unit, month }: Desk, may: boolean): Task[] {
  const year = yearOf(month);
  const answer = useRead(HonestyService.method.listDuplicates, { unit, year, pageSize: 1 }, may);
  const to = `/quality?${qualitySearch({ view: "duplicates", unit, year, month: 0, decided: false })}`;
  return may ? [task("duplicates", "疑似重复待判断", `${year}年列入的项目中很像的两个`, to, answer, answer.data?.total)] : [];
}

function useSheets({ unit }: Desk, may: boolean): Task[] {
  const answer = useRead(ImportService.method.listImports, { unit, pageSize: MANY }, may);
  const waiting = answer.data?.imports.filter((one) => one.state === ImportState.PREVIEWED).length;
  return may ? [task("sheets", "表格待写入", `已上传、还没有写入的（最近 ${MANY} 份中）`, "/imports", answer, waiting)] : [];
}

function useNobody({ unit }: Desk, may: boolean): Task[] {
  const answer = useRead(ResponsibilityService.method.listUnassignedProjects, { unit, pageSize: 1 }, may);
  const total = answer.data && Number(answer.data.total);
  return may ? [task("nobody", "项目无人负责", "今天没有包联领导，或没有服务员的", `/people?${new URLSearchParams({ unit })}`, answer, total)] : [];
}

function useGrants({ unit }: Desk, may: boolean): Task[] {
  const { session } = useWorkplace();
  const answer = useRead(GrantService.method.listGrants, { unit, pageSize: 500 }, may);
  const mine = answer.data?.grants.filter((one) => one.state === GrantState.PROPOSED && confirmHindrance(one, session.principal) === "");
  return may ? [task("grants", "授权待确认", "由另一位管理员给出，等您确认的", "/admin/grants", answer, mine?.length)] : [];
}
