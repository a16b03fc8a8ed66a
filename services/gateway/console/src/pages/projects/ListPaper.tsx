import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { read } from "../../api/client";
import { ApiError } from "../../api/errors";
import { keyOf } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { filterText, parseProjectFilter, requestOf } from "../../domain/filters";
import { grouped } from "../../domain/money";
import { cutoffText, yearOf } from "../../domain/month";
import { unitName } from "../../domain/tree";
import type { ListTotals, ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";
import { DataGrid } from "../../ui/DataGrid";
import { useTitle } from "../../ui/useTitle";
import { projectColumns } from "./columns";
import { TotalsStrip } from "./TotalsStrip";

/** The list on paper: all rows of the filter, however many pages they are on the screen. */
export function ListPaper() {
  const { month } = useWorkplace();
  const [search] = useSearchParams();
  const filter = useMemo(() => ({ ...parseProjectFilter(search), month }), [search, month]);
  const { tree } = useTree(yearOf(month));
  const request = requestOf(filter);
  const { data } = useQuery({ queryKey: ["whole-list", ...keyOf(ProjectService.method.listProjects, request)], queryFn: ({ signal }) => wholeList(request, signal) });
  const name = filter.unit ? unitName(tree, filter.unit) : "";
  useTitle(data && tree ? `${name}项目清单 ${cutoffText(month)}` : "");
  if (!data) return null;
  return (
    <div className="page fill">
      <h1>
        {name}项目清单（{cutoffText(month)}，投资单位：万元）
      </h1>
      <p className="muted">{filterText(filter, data.systems)}</p>
      {data.totals && <TotalsStrip totals={data.totals} month={month} />}
      <DataGrid
        label="项目清单"
        columns={projectColumns({ month, totals: data.totals, systems: data.systems, first: 0, onOpen: () => undefined })}
        rows={data.rows}
        rowKey={(row) => row.id}
        empty="没有符合条件的项目。"
        totals
        totalsLabel="合计（当前条件）"
      />
    </div>
  );
}

interface WholeList {
  rows: ProjectRow[];
  systems: TagSystem[];
  totals?: ListTotals;
}

const PAGE = 500;

/** As many rows as a browser lays out in the time that a print has. */
const MOST = 2_000;

async function wholeList(request: ReturnType<typeof requestOf>, signal: AbortSignal): Promise<WholeList> {
  const whole: WholeList = { rows: [], systems: [] };
  let pageToken = "";
  do {
    const answer = await read(ProjectService.method.listProjects, { ...request, pageSize: PAGE, pageToken }, signal);
    whole.totals ??= answer.totals;
    whole.systems = answer.tagSystems;
    whole.rows.push(...answer.rows);
    pageToken = answer.nextPageToken;
    if ((whole.totals?.projects ?? 0n) > MOST) throw tooMany();
  } while (pageToken !== "");
  return whole;
}

function tooMany(): ApiError {
  return new ApiError(400, "PRINT_TOO_LONG", `清单超过 ${grouped(BigInt(MOST))} 个项目，请缩小范围后再打印。`);
}
