import { ranked } from "../../domain/rank";
import { standingOf, STANDING } from "../../domain/wall";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";

const MOST = 14;

/** The sub-units by completion rate, with the pace as a tick. */
export function Ranks({ rollup }: { rollup: Rollup }) {
  const pace = rollup.figures?.paceShown ?? "";
  const places = ranked(
    rollup.children.filter((child) => !child.itself && (child.figures?.projects ?? 0n) > 0n),
    (child) => child.figures?.rateShown ?? "",
  );
  return (
    <section className="wall-panel wall-ranks">
      <h2>投资完成率排行（竖线为时序 {pace}%）</h2>
      {places.length === 0 && <p>没有下级单位可排。</p>}
      <ol>
        {places.slice(0, MOST).map(({ rank, item }) => {
          const rate = item.figures?.rateShown ?? "";
          const standing = standingOf(rate, pace);
          return (
            <li key={item.unit} className={`at-${standing}`}>
              <span className="wall-rank">{rank ?? "—"}</span>
              <span className="wall-name">{item.name}</span>
              <span className="wall-bar" aria-hidden>
                <span className="done" style={{ width: `${Math.min(100, Number(rate))}%` }} />
                <span className="tick" style={{ left: `${Math.min(100, Number(pace))}%` }} />
              </span>
              <span className="wall-rate">
                <span title={STANDING[standing].word}>{STANDING[standing].shape}</span> {rate ? `${rate}%` : STANDING.unplanned.word}
              </span>
            </li>
          );
        })}
      </ol>
      {places.length > MOST && <p>另有 {places.length - MOST} 个单位</p>}
    </section>
  );
}
