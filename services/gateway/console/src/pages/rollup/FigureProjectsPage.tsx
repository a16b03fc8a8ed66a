import { Button, Segmented, Tag } from "antd";
import { useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { exportOf } from "../../api/exports";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import type { FigureFilter } from "../../domain/filters";
import { figureSearch, parseFigureFilter, stageText } from "../../domain/filters";
import { endOfDay, knownText, modeOf } from "../../domain/known";
import { grouped } from "../../domain/money";
import { instantText, monthText, yearOf } from "../../domain/month";
import { tagName } from "../../domain/tags";
import { unitName } from "../../domain/tree";
import { CATEGORIES, FIGURES, LISTINGS, NATURES, optionsOf, say } from "../../domain/words";
import { UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
import { CutoffService } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import type { FigureProject } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { DataGrid } from "../../ui/DataGrid";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { ExportButtons } from "../../ui/ExportButtons";
import { useRemembered } from "../../ui/remembered";
import { usePages } from "../../ui/usePages";
import { CaliberNote } from "../../ui/Figure";
import { AllFormulas } from "./AllFormulas";
import { figureProjectColumns } from "./figureProjectColumns";
import { useTitle } from "../../ui/useTitle";

const NONE: FigureProject[] = [];

/** What has no section, or whose stage nobody told. */
const UNKNOWN = "unknown";

function useFigure() {
  const { home, month } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const asked = useMemo(() => parseFigureFilter(search), [search]);
  const filter = { ...asked, unit: asked.unit || home, month: asked.month || month };
  const change = (next: Partial<FigureFilter>) => setSearch(figureSearch({ ...filter, ...next }));
  return { filter, change };
}

/** The moment at which the rows were known; a cut-off's is that of the newest event in it. */
function useMoment({ cutoff: id, asOf }: FigureFilter) {
  const { data, error } = useRead(CutoffService.method.getCutoff, { id }, id !== "");
  const cutoff = id === "" ? undefined : data?.cutoff;
  const moment = asOf === "" ? (cutoff?.asOfTime ?? cutoff?.cutoffTime) : endOfDay(asOf);
  return { moment, ready: id === "" || cutoff !== undefined, error: id === "" ? null : error };
}

/** The rows behind a figure of a roll-up: their sum is the figure. */
export function FigureProjectsPage() {
  const { session } = useWorkplace();
  const navigate = useNavigate();
  const { filter, change } = useFigure();
  const [size, setSize] = useRemembered(session.principal, "pageSize", "50");
  const pages = usePages(JSON.stringify(filter), Number(size), (next) => setSize(String(next)));
  const { tree } = useTree(yearOf(filter.month));
  const known = useMoment(filter);
  const { cutoff, asOf, ...asked } = filter;
  const request = { ...asked, asOf: known.moment, pageSize: Number(size) };
  const rows = useRead(StatisticsService.method.listFigureProjects, { ...request, pageToken: pages.token }, known.ready);
  const { data, refetch, isFetching } = rows;
  const error = known.error ?? rows.error;
  const totals = useRead(StatisticsService.method.listFigureProjects, request, known.ready).data?.totals; // told with the first page only
  const { unit, month, listing } = filter;
  const back = `/rollup?${figureSearch({ unit, month, listing, cutoff, asOf })}`;
  const until = knownText(month, filter);
  const open = (row: FigureProject) => void navigate(`/projects/${row.projectId}`);
  const columns = figureProjectColumns({ totals, first: pages.page * Number(size), month: filter.month });
  const place = `${unitName(tree, filter.unit)}${filter.itself ? "（本级）" : ""}`;
  const heading = `${place} · ${monthText(filter.month)} · ${say(FIGURES, filter.figure)}`;
  useTitle(heading);
  return (
    <div className="page fill">
      <div className="bar">
        <Button size="small" onClick={() => void navigate(back)}>
          返回汇总
        </Button>
        <h1>{heading}</h1>
        <Narrowed filter={filter} change={change} />
        <span className="push" />
        <Segmented
          aria-label="数字"
          options={optionsOf(FIGURES)}
          value={filter.figure}
          onChange={(figure) => change({ figure })}
        />
      </div>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      {!error && (
        <DataGrid
          label="明细项目"
          fill
          title={<h2>明细项目（{until}，投资单位：万元，超/欠时序：个百分点）</h2>}
          extra={
            <>
              <CaliberNote caliber={{ title: "各列", formula: <AllFormulas />, cutoff: until }} />
              {known.ready && <ExportButtons of={exportOf("projects", unit, StatisticsService.method.listFigureProjects, { ...asked, asOf: known.moment })} />}
            </>
          }
          columns={columns}
          rows={data?.projects ?? NONE}
          rowKey={(row) => row.projectId}
          loading={isFetching}
          empty="这个数字背后没有项目。"
          note={modeOf(filter) === "frozen" && `按公布定稿时（${instantText(known.moment)}）所知列出。公布时还在途中的变动定稿未计入，明细之和可能因此略有出入。`}
          totals
          totalsLabel="合计（全部页）"
          onOpen={open}
          pager={pages.pager(data, totals ? `共 ${grouped(totals.projects)} 个项目` : "")}
        />
      )}
    </div>
  );
}

/** What narrows the figure besides unit and month; each can be taken away. */
function Narrowed({ filter, change }: { filter: FigureFilter; change: (next: Partial<FigureFilter>) => void }) {
  const { data: unit } = useRead(UnitService.method.getUnit, { code: filter.unit }, filter.tag !== "");
  const tag = tagName(unit?.tagSystems ?? [], filter.tag);
  const tags = [
    { key: "listing", text: say(LISTINGS, filter.listing) },
    { key: "category", text: say(CATEGORIES, filter.category) },
    { key: "nature", text: say(NATURES, filter.nature) },
    { key: "size", text: filter.size && `规模 ${filter.size} 万元` },
    { key: "industry", text: filter.industry && (filter.industry === UNKNOWN ? "未分行业" : `行业门类 ${filter.industry}`) },
    { key: "stage", text: filter.stage && (filter.stage === UNKNOWN ? "阶段未说明" : stageText(filter.stage)) },
    { key: "tag", text: filter.tag && `${tag.system} ${tag.name}`.trim() },
  ].filter((one) => one.text !== "");
  return tags.map((one) => (
    <Tag key={one.key} closable onClose={() => change({ [one.key]: "" })}>
      {one.text}
    </Tag>
  ));
}
