import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { useReread } from "../../api/useReread";
import { figureLink } from "../../domain/filters";
import { PRESENT } from "../../domain/known";
import type { MapView } from "../../domain/mapView";
import { grouped, wan } from "../../domain/money";
import { cutoffText, numberOf } from "../../domain/month";
import { SHADES, shadeOf } from "../../domain/tiles";
import type { FigureProject, GroupRollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { StatisticsService } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { Panel } from "../../ui/Panel";
import { usePages } from "../../ui/usePages";
import { usePrinting } from "../../ui/usePrinting";

interface StageBoardProps {
  view: MapView;
  /** The unit whose projects are shown, and its name. */
  unit: string;
  name: string;
  /** Rises with every change of the figures. */
  change: bigint;
  /** Goes down into the unit; absent where there is nothing below. */
  onEnter?: () => void;
  /** Goes back to the projects of all; absent where they are shown. */
  onAll?: () => void;
}

/** The projects of a unit in columns by stage, as they hang on the wall of its office. */
export function StageBoard({ view: { month, listing }, unit, name, change, onEnter, onAll }: StageBoardProps) {
  useReread(StatisticsService.method.getRollup, change); // another unit's is not watched
  useReread(StatisticsService.method.listFigureProjects, change);
  const asked = { unit, month, listing };
  const { data, error, refetch, isPlaceholderData } = useRead(StatisticsService.method.getRollup, { ...asked, by: "stage" });
  const groups = (data?.rollup?.groups ?? []).filter(({ figures }) => (figures?.projects ?? 0n) > 0n);
  const ready = data?.rollup !== undefined && !isPlaceholderData;
  return (
    <Panel
      title={`${name} · 项目战图（按阶段，${cutoffText(month)}）`}
      extra={
        <>
          {onAll && <Button size="small" onClick={onAll}>看全部单位</Button>}
          {onEnter && <Button size="small" onClick={onEnter}>看{name}的下级</Button>}
          <CaliberNote caliber={{ title: "按阶段", formula: "当年列入清单的项目，各按目前所处阶段归入一栏；卡片为投资完成率、超/欠时序和年度完成/年度计划投资。", cutoff: cutoffText(month), to: figureLink({ ...asked, ...PRESENT }) }} />
        </>
      }
    >
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      {ready && groups.length === 0 && <p className="state">当年没有列入清单的项目。</p>}
      <div className="map-board" role="region" aria-label="按阶段的项目" data-board={ready ? unit : ""} style={{ gridTemplateColumns: `repeat(${Math.max(1, groups.length)}, minmax(148px, 1fr))` }}>
        {ready && groups.map((group) => <StageColumn key={`${unit}/${group.value}`} group={group} asked={asked} />)}
      </div>
    </Panel>
  );
}

/** As many cards as a column shows at 768 pixels, and on a sheet for the wall. */
const CARDS = { screen: 7, paper: 12 };

interface StageColumnProps {
  group: GroupRollup;
  asked: { unit: string; month: string; listing: string };
}

function StageColumn({ group, asked }: StageColumnProps) {
  const filter = { ...asked, stage: group.value };
  const printing = usePrinting();
  const [size] = useState(printing ? CARDS.paper : CARDS.screen); // whoever prints from the screen has these cards alone
  const pages = usePages(JSON.stringify(filter), size, () => undefined);
  const { data, error, refetch, isFetching } = useRead(StatisticsService.method.listFigureProjects, { ...filter, figure: "projects", pageSize: size, pageToken: pages.token });
  const { hasNext, onPrevious, onNext } = pages.pager(data, "");
  const name = group.name || "阶段未说明";
  const all = Number(group.figures?.projects ?? 0n);
  const last = Math.max(1, Math.ceil(all / size));
  const hidden = all - (data?.projects.length ?? 0);
  return (
    <section className="map-column" data-stage={group.value} aria-busy={isFetching}>
      <h3>
        <Link to={figureLink({ ...filter, ...PRESENT })} title="看明细项目">
          {name}（{grouped(group.figures?.projects ?? 0n)}）
        </Link>
      </h3>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />}
      <ul>
        {(data?.projects ?? []).map((project) => (
          <Card key={project.projectId} project={project} month={asked.month} />
        ))}
      </ul>
      {printing && hidden > 0 && <p className="muted">另有 {grouped(BigInt(hidden))} 个未列出</p>}
      {!printing && last > 1 && (
        <p className="map-pages">
          <Button size="small" aria-label={`${name}上一页`} disabled={pages.page === 0} onClick={onPrevious}>‹</Button>
          <span className="number">
            {pages.page + 1}/{last}
          </span>
          <Button size="small" aria-label={`${name}下一页`} disabled={!hasNext} onClick={onNext}>›</Button>
        </p>
      )}
    </section>
  );
}

function Card({ project: { projectId, name, unitName, figures }, month }: { project: FigureProject; month: string }) {
  const shade = shadeOf(figures?.leadShown ?? "");
  return (
    <li className={`map-card at-${shade}`}>
      <Link to={`/projects/${projectId}`} title={`${name}（${unitName}）`}>
        {name}
      </Link>
      <p>
        {SHADES[shade].shape} {figures?.rateShown ? `${figures.rateShown}%` : "无计划"}
        {figures && !figures.reported && <span className="behind"> {numberOf(month)}月未报</span>}
      </p>
      <p className="muted number">
        {wan(figures?.investedYuan ?? 0n)}/{wan(figures?.plannedYuan ?? 0n)} 万元
      </p>
    </li>
  );
}
