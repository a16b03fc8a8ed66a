import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { read } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { MonthRow } from "../../gen/pacesetter/registry/v1/progress_pb";
import { ProgressService } from "../../gen/pacesetter/registry/v1/progress_pb";
import { ReportStatus } from "../../gen/pacesetter/registry/v1/project_pb";
import type { ProgressFilter } from "./useFilter";

const PAGE = 500;

/** So many rows are worked on in one grid; whoever has more goes down to a unit. */
export const MOST = 2000;

interface MonthRows {
  rows: MonthRow[];
  /** How many projects the filter has. */
  projects: number;
}

async function load({ unit, month, missing, query }: ProgressFilter, signal: AbortSignal): Promise<MonthRows> {
  const reportStatus = missing ? ReportStatus.MISSING : ReportStatus.UNSPECIFIED;
  const told: MonthRows = { rows: [], projects: 0 };
  for (let pageToken = ""; ; ) {
    const page = await read(ProgressService.method.listMonthReports, { unit, month, reportStatus, query, pageSize: PAGE, pageToken }, signal);
    if (pageToken === "") told.projects = Number(page.projects);
    told.rows.push(...page.rows);
    pageToken = page.nextPageToken;
    if (pageToken === "" || told.rows.length >= MOST) return told;
  }
}

/** All rows of the filter, up to MOST; the old ones stay while newer ones are on their way. */
export function useMonthRows(filter: ProgressFilter) {
  const { unit, month, missing, query } = filter;
  const answer = useQuery<MonthRows, ApiError>({
    queryKey: ["month-rows", unit, month, missing, query],
    queryFn: ({ signal }) => load(filter, signal),
    placeholderData: keepPreviousData,
    structuralSharing: false,
    refetchOnWindowFocus: false,
  });
  return { ...answer, error: answer.data ? null : answer.error };
}
