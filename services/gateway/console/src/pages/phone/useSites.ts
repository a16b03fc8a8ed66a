import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/client";
import { ApiError } from "../../api/errors";
import { fetchSession } from "../../api/session";
import { useWorkplace } from "../../app/workplace";
import { mayAnywhere } from "../../domain/permissions";
import type { Kept, Site } from "../../domain/phone";
import { inOrder, keptOf, siteOf } from "../../domain/phone";
import type { ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService, ReportStatus } from "../../gen/pacesetter/registry/v1/project_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { recall, remember } from "../../ui/remembered";

/** More than a phone's list can show is found in the list of projects. */
export const MOST = 30;

/** So many reports are asked for at a time, on a thin line. */
const AT_ONCE = 4;

async function siteAt(row: ProjectRow, month: string): Promise<Site> {
  const { reports, holds } = await read(ReportService.method.listReports, { projectId: row.id, year: 0 });
  return siteOf(row, reports, month, holds);
}

async function sitesAt(rows: readonly ProjectRow[], month: string): Promise<Site[]> {
  const sites: Site[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    sites.push(...(await Promise.all(rows.slice(at, at + AT_ONCE).map((row) => siteAt(row, month)))));
  }
  return inOrder(sites);
}

/** An officer sees all projects that they are named on; others those that have not reported. */
async function load(month: string, all: boolean): Promise<Kept> {
  const reportStatus = all ? ReportStatus.UNSPECIFIED : ReportStatus.MISSING;
  const { rows } = await read(ProjectService.method.listProjects, { month, reportStatus, pageSize: MOST });
  return { month, time: new Date().toISOString(), sites: await sitesAt(rows, month) };
}

/** The projects to report on; without a network those that this machine kept. */
export function useSites(month: string) {
  const { session } = useWorkplace();
  const { principal, grants } = session;
  const own = !mayAnywhere(grants, "due.read");
  const kept = keptOf(recall(principal, "sites"), month);
  const query = useQuery<Kept, ApiError>({
    queryKey: ["sites", principal, month],
    queryFn: async () => {
      const fresh = await load(month, own);
      if ((await fetchSession())?.principal !== principal) throw new ApiError(401, "SESSION_ENDED", "登录的已是另一个账号，请刷新页面。");
      remember(principal, "sites", JSON.stringify(fresh));
      return fresh;
    },
    initialData: kept,
    initialDataUpdatedAt: kept && Date.parse(kept.time),
  });
  return { ...query, own };
}
