import { Button, Select } from "antd";
import type { MapView } from "../../domain/mapView";
import { mapSearch } from "../../domain/mapView";
import { instantText, monthText } from "../../domain/month";
import { printAddress } from "../../domain/prints";
import { unitName } from "../../domain/tree";
import { LISTINGS, optionsOf } from "../../domain/words";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { PdfButton } from "../../ui/PdfButton";
import { Choice } from "../../ui/pickers";
import { useDelayed } from "../../ui/useDelayed";
import { useTitle } from "../../ui/useTitle";
import { useIndicators } from "../ranking/useRanking";
import { Way } from "../rollup/Way";
import { FullScreenButton } from "./FullScreenButton";
import { StageBoard } from "./StageBoard";
import { TileGrid } from "./TileGrid";
import { useMap, useMapView } from "./useMap";
import "./wall.css";

/** 挂图作战: the sub-units as squares by an indicator, and beside them a unit's projects by stage. */
export function WallPage() {
  const [view, change] = useMapView();
  const { tree, rollup, ranking, error, retry } = useMap(view);
  const late = useDelayed(!rollup && !error);
  useTitle(rollup ? `${rollup.name} ${monthText(rollup.month)} 挂图作战` : "挂图作战");
  const at = view.at || view.unit;
  const below = rollup?.children.some(({ unit, itself, hasChildren }) => unit === at && !itself && hasChildren);
  return (
    <div className="page fill map-page">
      <h1 className="skip-link">挂图作战</h1>
      <div className="bar" role="search" aria-label="筛选">
        <Way tree={tree} unit={view.unit} onUnit={(unit) => change({ unit })} />
        <span className="push" />
        <IndicatorChoice view={view} onChange={change} />
        <Choice label="级别" value={view.listing} none="" options={optionsOf(LISTINGS)} onChange={(listing) => change({ listing })} />
        <MonthPicker value={view.month} onChange={(month) => change({ month })} />
        <FullScreenButton />
        <Button onClick={() => window.print()}>打印</Button>
        <PdfButton size="middle" address={printAddress("wall", mapSearch(view))} />
      </div>
      {error && <ErrorPanel error={error} action="rollup.read" onRetry={retry} />}
      {late && <div className="state">正在读取…</div>}
      {rollup && !error && (
        <>
          <div className="map-split">
            <TileGrid tree={tree} rollup={rollup} ranking={ranking} at={view.at} onAt={(unit) => change({ at: unit })} />
            <StageBoard
              view={view}
              unit={at}
              name={unitName(tree, at)}
              change={rollup.change}
              onEnter={below ? () => change({ unit: at }) : undefined}
              onAll={view.at ? () => change({ at: "" }) : undefined}
            />
          </div>
          <Foot rollup={rollup} />
        </>
      )}
    </div>
  );
}

/** How new the figures are, and whose are in them. */
function Foot({ rollup: { asOfTime, units, unitsReported } }: { rollup: Rollup }) {
  return (
    <p className="map-foot muted">
      更新于 {instantText(asOfTime)} · {units} 个有项目的单位中 {unitsReported} 个已报齐
    </p>
  );
}

function IndicatorChoice({ view, onChange }: { view: MapView; onChange: (change: Partial<MapView>) => void }) {
  const options = useIndicators().map(({ key, name }) => ({ value: key, label: name }));
  return <Select aria-label="指标" value={options.length > 0 ? view.indicator : undefined} options={options} onChange={(indicator: string) => onChange({ indicator })} style={{ width: 168 }} />;
}
