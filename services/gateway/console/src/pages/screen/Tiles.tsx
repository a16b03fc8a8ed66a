import { grouped, yi } from "../../domain/money";
import type { Spot, Spots } from "../../domain/tiles";
import { framed } from "../../domain/tiles";
import { STANDING, standingOf } from "../../domain/wall";
import type { Rollup, UnitRollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";

interface TilesProps {
  rollup: Rollup;
  tiles: UnitRollup[];
  /** Where each unit's square stands. */
  spots: Spots;
  /** Units that found no place. */
  left: number;
  chosen: string;
  onChoose: (unit: string) => void;
}

/** A square for each unit, equally legible for small and large ones. */
export function Tiles({ rollup, tiles, spots: places, left, chosen, onChoose }: TilesProps) {
  const pace = rollup.figures?.paceShown ?? "";
  const { spots, columns, rows } = framed(places);
  return (
    <section className="wall-panel wall-map">
      <h2>挂图作战（示意方格图，非行政区域界线图）</h2>
      {tiles.length === 0 && <p>下面还没有单位有项目。</p>}
      <div className="wall-tiles" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }}>
        {tiles.map((tile) => (
          <Tile key={`${tile.unit}/${tile.itself}`} tile={tile} spot={spots.get(tile.unit)!} pace={pace} chosen={tile.unit === chosen && !tile.itself} onChoose={onChoose} />
        ))}
      </div>
      <p className="wall-legend">
        ▲ 达到时序（蓝）　▼ 低于时序（橙）　时序进度 {pace}%{left > 0 && `　另有 ${left} 个单位没有列出`}
      </p>
    </section>
  );
}

interface TileProps {
  tile: UnitRollup;
  spot: Spot;
  pace: string;
  chosen: boolean;
  onChoose: (unit: string) => void;
}

function Tile({ tile, spot, pace, chosen, onChoose }: TileProps) {
  const f = tile.figures;
  if (!f) return null;
  const standing = standingOf(f.rateShown, pace);
  return (
    <button type="button" className={`wall-tile at-${standing}`} style={{ gridColumn: spot.col + 1, gridRow: spot.row + 1 }} aria-pressed={chosen} disabled={tile.itself} data-tile={tile.unit} onClick={() => onChoose(tile.unit)}>
      <span className="wall-tile-name">{tile.itself ? `${tile.name}（本级）` : tile.name}</span>
      <span className="wall-tile-rate">{f.rateShown ? `${f.rateShown}%` : "无计划"}</span>
      <span>
        {STANDING[standing].shape} {f.leadShown ? `${f.leadShown} 个百分点` : STANDING[standing].word}
      </span>
      <span>
        {grouped(f.projects)} 个 · {yi(f.investedYuan)} 亿元
      </span>
      <span>
        已报 {grouped(f.reported)}/{grouped(f.due)}
      </span>
    </button>
  );
}
