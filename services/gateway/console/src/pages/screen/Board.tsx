import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { useReread } from "../../api/useReread";
import { wan } from "../../domain/money";
import { numberOf } from "../../domain/month";
import { STANDING, standingOf } from "../../domain/wall";
import type { ListProjectsResponse, ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService, ReportStatus } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Turns } from "./useTurns";

interface BoardProps {
  unit: string;
  name: string;
  month: string;
  /** Rises with every change of the figures. */
  change: bigint;
  turns: Turns;
}

const FEW = 4;

/** The projects of one unit by name: the last ones, the first ones, and those that have not reported. */
export function Board({ unit, name, month, change, turns }: BoardProps) {
  const method = ProjectService.method.listProjects;
  useReread(method, change);
  const last = useRead(method, { unit, month, orderBy: "rate", pageSize: FEW });
  const first = useRead(method, { unit, month, orderBy: "rate desc", pageSize: FEW });
  const missing = useRead(method, { unit, month, reportStatus: ReportStatus.MISSING, pageSize: FEW });
  const pace = last.data?.totals?.paceShown ?? "";
  const behind = (last.data?.rows ?? []).filter((row) => standingOf(row.rateShown, pace) === "behind");
  const ahead = (first.data?.rows ?? []).filter((row) => standingOf(row.rateShown, pace) === "ahead");
  return (
    <section className="wall-panel wall-board" data-board={unit}>
      <h2>
        {name} · 项目战图
        <button type="button" onClick={turns.toggle}>
          {turns.runs ? "暂停轮播" : "开始轮播"}
        </button>
      </h2>
      <Column title={`${STANDING.behind.shape} 进度最慢（${STANDING.behind.word}）`} tone="behind" rows={behind} answer={last.data} none="没有低于时序的项目" />
      <Column title={`${STANDING.ahead.shape} 进度最快（${STANDING.ahead.word}）`} tone="ahead" rows={ahead} answer={first.data} none="没有达到时序的项目" />
      <Column title={`○ ${numberOf(month)}月未报（共 ${String(missing.data?.totals?.projects ?? "…")} 个）`} tone="missing" rows={missing.data?.rows ?? []} answer={missing.data} none="都报了" />
    </section>
  );
}

interface ColumnProps {
  title: string;
  tone: string;
  rows: readonly ProjectRow[];
  answer: ListProjectsResponse | undefined;
  none: string;
}

function Column({ title, tone, rows, answer, none }: ColumnProps) {
  return (
    <div className={`at-${tone}`}>
      <h3>{title}</h3>
      {answer && rows.length === 0 && <p>{none}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to={`/projects/${row.id}`} title={row.name}>
              {row.name}
            </Link>
            <span className="wall-done">
              {row.rateShown ? `${row.rateShown}%` : "无计划"} · {wan(row.yearToDateYuan)} 万元
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
