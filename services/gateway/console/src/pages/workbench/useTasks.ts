import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { confirmHindrance } from "../../domain/grants";
import { projectLink } from "../../domain/filters";
import { yearOf } from "../../domain/month";
import type { Action } from "../../domain/permissions";
import { mayAt } from "../../domain/permissions";
import { qualitySearch, recordLink } from "../../domain/quality";
import { GrantService, GrantState } from "../../gen/pacesetter/registry/v1/grant_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { ImportService, ImportState } from "../../gen/pacesetter/registry/v1/import_pb";
import { MonthService, MonthState } from "../../gen/pacesetter/registry/v1/month_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
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
    ...useMonths(desk, may("report.accept")),
    ...useProposed(desk, may("life.approve")),
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

/** Months that units below handed in and that the user accepts or returns. */
function useMonths({ unit, month }: Desk, may: boolean): Task[] {
  const answer = useRead(MonthService.method.listMonths, { unit, month }, may);
  const waiting = answer.data?.unitMonths.filter((one) => one.state === MonthState.SUBMITTED).length;
  const to = `/months?${new URLSearchParams({ unit, month })}`;
  return may ? [task("months", "整月月报待审核", "下级单位已整月上报，等您审核或退回的", to, answer, waiting)] : [];
}

/** Listings above their proposers' level, which the city confirms. */
function useProposed({ unit, month }: Desk, may: boolean): Task[] {
  const answer = useRead(ProjectService.method.listProjects, { unit, month, listingProposed: true, pageSize: 1 }, may);
  const waiting = answer.data && Number(answer.data.totals?.projects ?? 0n);
  const to = projectLink({ unit, month, listingProposed: true });
  return may ? [task("listings", "级别待确认", `${yearOf(month)}年由县提出、市级确认后才计入的`, to, answer, waiting)] : [];
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
