import { useMemo } from "react";
import { figureLink } from "../../domain/filters";
import { PRESENT } from "../../domain/known";
import { grouped, yi } from "../../domain/money";
import { cutoffText } from "../../domain/month";
import { MEASURE } from "../../domain/ranking";
import type { Shade, Spot } from "../../domain/tiles";
import { arrangedBelow, framed, SHADES, shadeOf } from "../../domain/tiles";
import type { Tree } from "../../domain/tree";
import type { Ranking } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import { Measure } from "../../gen/pacesetter/statistics/v1/indicator_pb";
import type { Rollup, UnitRollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { CaliberNote } from "../../ui/Figure";
import { Panel } from "../../ui/Panel";

interface TileGridProps {
  tree: Tree | undefined;
  rollup: Rollup;
  ranking: Ranking | undefined;
  at: string;
  onAt: (unit: string) => void;
}

/** The sub-units, and the unit's own projects where it has some. */
function shownOf({ children }: Rollup): UnitRollup[] {
  return children.filter(({ itself, figures }) => !itself || (figures?.projects ?? 0n) > 0n);
}

/** A square for each sub-unit, at the place that the administrators gave it: a diagram, no map. */
export function TileGrid({ tree, rollup, ranking, at, onAt }: TileGridProps) {
  const shown = shownOf(rollup);
  const { spots, columns, rows } = useMemo(() => framed(arrangedBelow(tree, rollup.unit, shownOf(rollup).map(({ unit }) => unit))), [tree, rollup]);
  const pace = rollup.figures?.paceShown ?? "";
  return (
    <Panel title={`${rollup.name} · ${ranking?.indicator?.name ?? "…"}（${cutoffText(rollup.month)}，示意方格图，非行政区域界线图）`} extra={ranking && <IndicatorNote ranking={ranking} />}>
      {shown.length === 0 && <p className="state">本单位没有下级单位，项目都在右边。</p>}
      <div className="map-grid" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(76px, 148px))` }}>
        {shown.map((tile) => (
          <Square key={`${tile.unit}/${tile.itself}`} tile={tile} spot={spots.get(tile.unit)!} value={valueOf(ranking, tile)} chosen={!tile.itself && tile.unit === at} onAt={onAt} />
        ))}
      </div>
      <Legend pace={pace} />
    </Panel>
  );
}

function IndicatorNote({ ranking: { unit, month, listing, indicator } }: { ranking: Ranking }) {
  if (!indicator) return null;
  const formula = `${indicator.formula}依据：${indicator.source}。底色按投资完成率与时序进度之差。`;
  return <CaliberNote caliber={{ title: indicator.name, formula, cutoff: cutoffText(month), to: figureLink({ unit, month, listing, ...PRESENT }) }} />;
}

interface Value {
  shown: string;
  measure: string;
  missing: string;
}

/** The indicator's value of a square; of the unit's own projects there is none. */
function valueOf(ranking: Ranking | undefined, tile: UnitRollup): Value | undefined {
  const value = tile.itself ? undefined : ranking?.units.find(({ unit }) => unit === tile.unit)?.value;
  return value && { shown: value.shown, measure: MEASURE[ranking?.indicator?.measure ?? Measure.UNSPECIFIED], missing: value.missing?.text ?? "" };
}

interface SquareProps {
  tile: UnitRollup;
  spot: Spot;
  value: Value | undefined;
  chosen: boolean;
  onAt: (unit: string) => void;
}

function Square({ tile, spot, value, chosen, onAt }: SquareProps) {
  const { figures: f } = tile;
  const shade = shadeOf(f?.leadShown ?? "");
  return (
    <button type="button" className={`map-square at-${shade}`} style={{ gridColumn: spot.col + 1, gridRow: spot.row + 1 }} aria-pressed={chosen} disabled={tile.itself} data-tile={tile.unit} onClick={() => onAt(tile.unit)}>
      <span className="map-name">{tile.itself ? `${tile.name}（本级）` : tile.name}</span>
      <span className="map-value" title={value?.missing}>
        {value?.shown || "—"}
        {value?.shown && <small>{value.measure}</small>}
      </span>
      <span className="map-lead">
        {SHADES[shade].shape} {f?.leadShown || SHADES[shade].word}
      </span>
      <span className="map-sums">
        {grouped(f?.projects ?? 0n)} 个 · {yi(f?.investedYuan ?? 0n)} 亿元
      </span>
    </button>
  );
}

const SHOWN: Shade[] = ["far-ahead", "ahead", "behind", "far-behind", "unplanned"];

function Legend({ pace }: { pace: string }) {
  return (
    <p className="map-legend">
      {SHOWN.map((shade) => (
        <span key={shade}>
          <i className={`at-${shade}`}>{SHADES[shade].shape}</i> {SHADES[shade].word}
        </span>
      ))}
      <span className="muted">时序进度 {pace}%，差以百分点计；投资为年度完成</span>
    </p>
  );
}
