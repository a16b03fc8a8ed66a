import { useRead } from "../../api/queries";
import { COMPLETION_RATE } from "../../domain/ranking";
import { standingOf, STANDING } from "../../domain/wall";
import type { RankedUnit } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { IndicatorService } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";

const MOST = 14;
const NONE: RankedUnit[] = [];

/** The sub-units by completion rate in the service's ranking, with the pace as a tick. */
export function Ranks({ rollup }: { rollup: Rollup }) {
  const pace = rollup.figures?.paceShown ?? "";
  const { unit, month } = rollup;
  const { data } = useRead(IndicatorService.method.getRanking, { unit, month, indicator: COMPLETION_RATE });
  // A unit without projects has nothing to hang on a wall.
  const places = (data?.ranking?.units ?? NONE).filter(({ value }) => value?.missing?.reason !== "NO_PROJECTS");
  return (
    <section className="wall-panel wall-ranks">
      <h2>投资完成率排行（竖线为时序 {pace}%）</h2>
      {data && places.length === 0 && <p>没有下级单位可排。</p>}
      <ol>
        {places.slice(0, MOST).map((place) => (
          <Place key={place.unit} place={place} pace={pace} />
        ))}
      </ol>
      {places.length > MOST && <p>另有 {places.length - MOST} 个单位</p>}
    </section>
  );
}

function Place({ place: { rank, name, value }, pace }: { place: RankedUnit; pace: string }) {
  const rate = value?.shown ?? "";
  const standing = standingOf(rate, pace);
  return (
    <li className={`at-${standing}`}>
      <span className="wall-rank">{rank ?? "—"}</span>
      <span className="wall-name">{name}</span>
      <span className="wall-bar" aria-hidden>
        <span className="done" style={{ width: `${Math.min(100, Number(rate))}%` }} />
        <span className="tick" style={{ left: `${Math.min(100, Number(pace))}%` }} />
      </span>
      <span className="wall-rate" title={rate ? STANDING[standing].word : value?.missing?.text}>
        {STANDING[standing].shape} {rate ? `${rate}%` : "没有数"}
      </span>
    </li>
  );
}
