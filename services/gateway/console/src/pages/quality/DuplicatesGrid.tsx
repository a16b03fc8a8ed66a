import { Checkbox } from "antd";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { grouped, wan } from "../../domain/money";
import { mayAt } from "../../domain/permissions";
import type { Tree } from "../../domain/tree";
import { unitName } from "../../domain/tree";
import type { AlikeProject, DuplicatePair } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { Mark } from "../../ui/Mark";
import { useRemembered } from "../../ui/remembered";
import { usePages } from "../../ui/usePages";
import { DecidePair } from "./DecidePair";

interface DuplicatesGridProps {
  unit: string;
  year: number;
  decided: boolean;
  tree: Tree | undefined;
  onDecided: (decided: boolean) => void;
}

const NONE: DuplicatePair[] = [];

/** Pairs of projects that look like one registered twice, the likeliest first. */
export function DuplicatesGrid({ unit, year, decided, tree, onDecided }: DuplicatesGridProps) {
  const { session } = useWorkplace();
  const [size, setSize] = useRemembered(session.principal, "pageSize", "50");
  const pages = usePages(`${unit}/${year}/${decided}`, Number(size), (next) => setSize(String(next)));
  const request = { unit, year, withDecided: decided, pageSize: Number(size), pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(HonestyService.method.listDuplicates, request);
  const formula = useFormula();
  if (error) return <ErrorPanel error={error} action="quality.read" onRetry={() => void refetch()} />;
  const may = (pair: DuplicatePair) => [pair.first, pair.second].every((p) => p !== undefined && mayAt(session.grants, "duplicate.decide", tree, p.unit));
  return (
    <DataGrid
      label="疑似重复"
      fill
      title={
        <h2>
          {unitName(tree, unit)}疑似重复项目（{year}年，按现时登记）
        </h2>
      }
      extra={
        <>
          <CaliberNote caliber={{ title: "疑似重复", formula, cutoff: `${year}年，按现时登记` }} />
          <Checkbox checked={decided} onChange={(event) => onDecided(event.target.checked)}>
            含已排除的
          </Checkbox>
        </>
      }
      columns={columnsOf(may)}
      rows={data?.pairs ?? NONE}
      rowKey={(pair) => `${pair.first?.id}/${pair.second?.id}`}
      loading={isFetching}
      empty="没有疑似重复的项目。"
      pager={pages.pager(data, data ? `共 ${grouped(data.total)} 对` : "")}
    />
  );
}

function useFormula(): string {
  const { data } = useRead(HonestyService.method.getHonestyPolicy, {});
  if (!data) return "两个项目在名称、单位、代码、地点等方面相同之处的分值相加，达到门槛的列出。";
  const scores = data.likenesses.map(({ title, score }) => `${title} ${score}`).join("，");
  return `分值相加达到 ${data.leastScore} 的列出，分高的在前。${scores}。`;
}

function columnsOf(may: (pair: DuplicatePair) => boolean): Column<DuplicatePair>[] {
  const side = (key: "first" | "second", title: string): Column<DuplicatePair> => ({
    key,
    title,
    width: 290,
    phone: key === "first" ? "head" : "wide",
    render: (pair) => pair[key] && <Project project={pair[key]} />,
  });
  return [
    { key: "score", title: "分值", width: 56, align: "right", phone: "pair", render: (pair) => pair.score },
    side("first", "项目甲"),
    side("second", "项目乙"),
    { key: "alike", title: "相同和不同之处", width: 230, phone: "wide", render: (pair) => <Likenesses pair={pair} /> },
    { key: "decide", title: "操作", width: 128, phone: "wide", render: (pair) => <DecidePair pair={pair} may={may(pair)} /> },
  ];
}

function Project({ project }: { project: AlikeProject }) {
  const { id, name, unitName: unit, company, nationalCode, place, totalInvestmentYuan } = project;
  return (
    <div className="alike">
      <Link to={`/projects/${id}`}>{name}</Link>
      <div className="muted">{[unit, company].filter(Boolean).join(" · ")}</div>
      <div className="muted">{[nationalCode || "无代码", place].filter(Boolean).join(" · ")}</div>
      <div className="muted">总投资 {wan(totalInvestmentYuan)} 万元</div>
    </div>
  );
}

function Likenesses({ pair }: { pair: DuplicatePair }) {
  return (
    <span className="marks">
      {pair.likenesses.map(({ reason, title, score }) => (
        <Mark key={reason} tone={score < 0 ? "quiet" : "warn"}>
          {title} {score > 0 ? `+${score}` : score}
        </Mark>
      ))}
    </span>
  );
}
