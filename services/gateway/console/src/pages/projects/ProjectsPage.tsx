import { Button, Checkbox } from "antd";
import { useEffect, useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import type { ProjectFilter } from "../../domain/filters";
import { parseProjectFilter, projectSearch, requestOf, sortOf } from "../../domain/filters";
import { grouped } from "../../domain/money";
import { cutoffText, yearOf } from "../../domain/month";
import { mayAnywhere } from "../../domain/permissions";
import { printAddress } from "../../domain/prints";
import type { View } from "../../domain/views";
import { filterOf, viewOf } from "../../domain/views";
import type { ListTotals, ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";
import { DataGrid } from "../../ui/DataGrid";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { remember, useRemembered } from "../../ui/remembered";
import { usePages } from "../../ui/usePages";
import { usePhone } from "../../ui/usePhone";
import { exportOf } from "../../api/exports";
import { projectColumns } from "./columns";
import { ColumnChooser } from "./ColumnChooser";
import { FilterBar } from "./FilterBar";
import { ProjectDrawer } from "./ProjectDrawer";
import { useBulk } from "./useBulk";
import { SavedViews } from "./SavedViews";
import { TotalsStrip } from "./TotalsStrip";
import { ExportButtons } from "../../ui/ExportButtons";
import { PrintButton } from "../../ui/PrintButton";
import { useTitle } from "../../ui/useTitle";

/** The filter of the address, with the month that is in work where it names none. */
function useFilter() {
  const { month, session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const asked = useMemo(() => parseProjectFilter(search), [search]);
  const filter = useMemo(() => ({ ...asked, month: asked.month || month }), [asked, month]);
  const set = (next: ProjectFilter) => {
    if (next.month !== filter.month) remember(session.principal, "month", next.month);
    setSearch(projectSearch(next));
  };
  const text = projectSearch(filter).toString();
  useEffect(() => void remember(session.principal, "projects", `?${text}`), [session.principal, text]);
  return { filter, set, text, search, setSearch };
}

/** The list of projects: dense, filtered by its address, with the totals of the whole filter. */
export function ProjectsPage() {
  useTitle("项目清单");
  const { session } = useWorkplace();
  const navigate = useNavigate();
  const phone = usePhone();
  const { filter, set, text, search, setSearch } = useFilter();
  const [size, setSize] = useRemembered(session.principal, "pageSize", "50");
  const [hidden, setHidden] = useRemembered(session.principal, "hiddenColumns", "");
  const pages = usePages(text, Number(size), (next) => setSize(String(next)));
  const { tree } = useTree(yearOf(filter.month));
  const request = { ...requestOf(filter), pageSize: Number(size) };
  const { data, error, refetch, isFetching } = useRead(ProjectService.method.listProjects, { ...request, pageToken: pages.token });
  const first = useRead(ProjectService.method.listProjects, request).data;
  const totals = first?.totals; // told with the first page only
  const systems = data?.tagSystems ?? first?.tagSystems ?? NO_SYSTEMS;
  const bulk = useBulk({ tree, year: yearOf(filter.month), filterKey: text, rows: data?.rows ?? NONE, phone });
  const open = (row: ProjectRow) => {
    if (phone) void navigate(`/projects/${row.id}`);
    else setSearch(opened(search, row.id));
  };
  const toView = (view: View) => {
    setHidden(view.hidden);
    set(filterOf(view, filter.month));
  };
  const all = projectColumns({ month: filter.month, totals, systems, first: pages.page * Number(size), onOpen: open });
  const columns = all.filter((column) => column.fixed || !hidden.split(",").includes(column.key));
  return (
    <div className="page fill">
      <FilterBar filter={filter} tree={tree} systems={systems} onChange={set} />
      {totals && <TotalsStrip totals={totals} month={filter.month} />}
      {error && <ErrorPanel error={error} action="project.read" onRetry={() => void refetch()} />}
      {!error && (
        <DataGrid
          label="项目清单"
          fill
          title={
            <>
              <h1>项目清单（{cutoffText(filter.month)}，投资单位：万元）</h1>
              {bulk.bar}
            </>
          }
          extra={
            <>
              <SavedViews principal={session.principal} current={(name) => viewOf(name, addressed(), hidden)} onOpen={toView} />
              <Proposed filter={filter} onChange={set} />
              <ExportButtons of={exportOf("register", filter.unit || ALL_UNITS, ProjectService.method.listProjects, { ...requestOf(filter), unit: "" })} />
              <PrintButton pdf={printAddress("list", projectSearch(filter))} />
              <ColumnChooser columns={all} hidden={hidden} onChange={setHidden} />
              {mayAnywhere(session.grants, "import") && (
                <Button size="small" onClick={() => void navigate("/imports/new")}>
                  导入
                </Button>
              )}
              {mayAnywhere(session.grants, "project.write") && (
                <Button size="small" type="primary" onClick={() => void navigate(`/projects/new?year=${yearOf(filter.month)}`)}>
                  新建
                </Button>
              )}
            </>
          }
          columns={columns}
          rows={data?.rows ?? NONE}
          rowKey={(row) => row.id}
          loading={isFetching}
          empty={<Nothing />}
          selection={bulk.selection}
          totals
          totalsLabel="合计（当前条件）"
          sort={sortOf(filter.orderBy)}
          onSort={(sort) => set({ ...filter, orderBy: sort ? `${sort.key}${sort.descending ? " desc" : ""}` : "" })}
          onOpen={open}
          pager={pages.pager(data, countText(totals))}
        />
      )}
      {bulk.dialog}
      <ProjectDrawer id={search.get("open") ?? ""} onClose={() => setSearch(opened(search, ""))} />
    </div>
  );
}

const NONE: ProjectRow[] = [];
const NO_SYSTEMS: TagSystem[] = [];

/** Stands for the units of the user, all of them, where a file is of no unit in particular. */
const ALL_UNITS = "-";

/** Only what waits for the city: what it confirms all at once, and what others look after. */
function Proposed({ filter, onChange }: { filter: ProjectFilter; onChange: (filter: ProjectFilter) => void }) {
  return (
    <Checkbox checked={filter.listingProposed} onChange={(event) => onChange({ ...filter, listingProposed: event.target.checked })}>
      级别待确认
    </Checkbox>
  );
}

/** The filter of the address, which is ahead of the page while a long list is drawn. */
const addressed = () => parseProjectFilter(new URLSearchParams(window.location.search));

/** The address with one project open in the drawer, or with none. */
function opened(search: URLSearchParams, id: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (id) next.set("open", id);
  else next.delete("open");
  return next;
}

function countText(totals: ListTotals | undefined): string {
  return totals ? `共 ${grouped(totals.projects)} 个项目` : "";
}

function Nothing() {
  return <>没有符合条件的项目。请放宽筛选条件，或换一个月份。</>;
}
