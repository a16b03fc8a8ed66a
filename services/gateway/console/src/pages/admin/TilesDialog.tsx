import { Button } from "antd";
import type { DragEvent, KeyboardEvent } from "react";
import { useRef, useState } from "react";
import type { Spot, Spots } from "../../domain/tiles";
import { arrangedBelow, beside, GRID_SIDE, movedTo, tilesToForget, tilesToTell } from "../../domain/tiles";
import type { Tree, Unit } from "../../domain/tree";
import { UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { useRereadUnits } from "./useRereadUnits";
import "./tiles.css";

interface TilesDialogProps {
  unit: Unit;
  tree: Tree;
  onClose: () => void;
}

/** Where the squares of a unit's sub-units stand on the wall: dragged, or moved by the arrow keys. */
export function TilesDialog({ unit, tree, onClose }: TilesDialogProps) {
  const [units] = useState(() => (tree.children.get(unit.code) ?? []).map((code) => tree.units.get(code)!));
  const [spots, setSpots] = useState(() => arrangedBelow(tree, unit.code, units.map(({ code }) => code)));
  const [forgotten, setForgotten] = useState(false);
  const reread = useRereadUnits();
  const tiles = forgotten ? tilesToForget(units) : tilesToTell(units, spots);
  const move = (next: Spots) => {
    setForgotten(false);
    setSpots(next);
  };
  const forget = () => {
    setForgotten(true);
    setSpots(arrangedBelow(undefined, unit.code, units.map(({ code }) => code)));
  };
  return (
    <ActionDialog title={`方格图：${unit.name}的下级单位`} okText="保存" width={860} ready={tiles.length > 0} act={reread(act(UnitService.method.arrangeTiles, { code: unit.code, tiles }))} done="方格图已保存" onClose={onClose}>
      {() => (
        <>
          <p>
            拖动方格，或选中后用方向键移动；落在别的单位上则两者对调。挂图作战和大屏按此排列。示意方格图，非行政区域界线图。{" "}
            <Button size="small" disabled={units.every(({ tile }) => !tile)} onClick={forget}>
              恢复默认排列
            </Button>
          </p>
          <Editor units={units} spots={spots} onMove={move} />
        </>
      )}
    </ActionDialog>
  );
}

interface EditorProps {
  units: readonly Unit[];
  spots: Spots;
  onMove: (next: Spots) => void;
}

const ALL_SPOTS: Spot[] = Array.from({ length: GRID_SIDE * GRID_SIDE }, (_, n) => ({ col: n % GRID_SIDE, row: Math.floor(n / GRID_SIDE) }));

function placeText({ col, row }: Spot): string {
  return `第${row + 1}行第${col + 1}列`;
}

function Editor({ units, spots, onMove }: EditorProps) {
  const dragged = useRef("");
  const [said, setSaid] = useState("");
  const move = (code: string, to: Spot) => {
    onMove(movedTo(spots, code, to));
    setSaid(`${units.find((unit) => unit.code === code)?.name}：${placeText(to)}`);
  };
  const drop = (event: DragEvent, to: Spot) => {
    event.preventDefault();
    if (dragged.current) move(dragged.current, to);
    dragged.current = "";
  };
  const press = (event: KeyboardEvent, code: string) => {
    const to = beside(spots.get(code)!, event.key);
    if (!to) return;
    event.preventDefault();
    move(code, to);
  };
  return (
    <div className="tile-scroll" role="group" aria-label="方格图的排列">
      <div className="tile-editor">
        {ALL_SPOTS.map((spot) => (
          <div key={placeText(spot)} className="tile-spot" data-spot={`${spot.col},${spot.row}`} style={at(spot)} onDragOver={(event) => event.preventDefault()} onDrop={(event) => drop(event, spot)} />
        ))}
        {units.map(({ code, name }) => (
          <div // Firefox drags no button
            key={code}
            role="button"
            tabIndex={0}
            draggable
            className="tile-piece"
            data-tile={code}
            style={at(spots.get(code)!)}
            aria-label={`${name}，${placeText(spots.get(code)!)}，用方向键移动`}
            onDragStart={(event) => {
              dragged.current = code;
              event.dataTransfer.setData("text/plain", code); // without it some browsers drag nothing
            }}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, spots.get(code)!)}
            onKeyDown={(event) => press(event, code)}
          >
            {name}
          </div>
        ))}
      </div>
      <p className="skip-link" role="status">
        {said}
      </p>
    </div>
  );
}

function at({ col, row }: Spot) {
  return { gridColumn: col + 1, gridRow: row + 1 };
}
