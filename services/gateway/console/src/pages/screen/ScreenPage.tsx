import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Live } from "../../api/watch";
import { useTree, useWorkplace } from "../../app/workplace";
import { PRESENT } from "../../domain/known";
import { cutoffText, instantText, isMonth, monthText, yearOf } from "../../domain/month";
import { arrangedBelow } from "../../domain/tiles";
import { scaleFor, stale, tilesOf } from "../../domain/wall";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { useTitle } from "../../ui/useTitle";
import { useLiveRollup } from "../rollup/useLiveRollup";
import { Board } from "./Board";
import { Curve } from "./Curve";
import { Numbers } from "./Numbers";
import { Ranks } from "./Ranks";
import { Tiles } from "./Tiles";
import { useNow, useTurns } from "./useTurns";
import "./screen.css";

/** The wall: one page of 1920×1080 that needs no hand, scaled to whatever screen it hangs on. */
export function ScreenPage() {
  const { home, month: first } = useWorkplace();
  const [search] = useSearchParams();
  const asked = search.get("month") ?? "";
  const view = { unit: search.get("unit") || home, month: isMonth(asked) ? asked : first, listing: "", by: "listing", growth: false, ...PRESENT };
  const { rollup, error, refetch, live } = useLiveRollup(view);
  useTitle(rollup ? `${rollup.name} ${monthText(rollup.month)} 大屏` : "大屏");
  if (error) return <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />;
  return <Scaled>{rollup && <Wall rollup={rollup} live={live} />}</Scaled>;
}

function windowScale(): number {
  return scaleFor(window.innerWidth, window.innerHeight);
}

/** Keeps the page's own 1920×1080 whatever the window has. */
function Scaled({ children }: { children: ReactNode }) {
  const [scale, setScale] = useState(windowScale);
  useEffect(() => {
    const fit = () => setScale(windowScale());
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  }, []);
  return (
    <div className="wall-back">
      <div className="wall" style={{ transform: `translate(-50%, -50%) scale(${scale})` }}>
        {children}
      </div>
    </div>
  );
}

function Wall({ rollup, live }: { rollup: Rollup; live: Live }) {
  const { tiles, left } = tilesOf(rollup);
  const { tree } = useTree(yearOf(rollup.month));
  const turns = useTurns(tiles.filter((tile) => !tile.itself).map((tile) => tile.unit));
  const shown = tiles.find((tile) => tile.unit === turns.unit && !tile.itself);
  return (
    <>
      <Top rollup={rollup} live={live} />
      <main className="wall-main">
        <Numbers rollup={rollup} />
        <Ranks rollup={rollup} />
        <Tiles rollup={rollup} tiles={tiles} spots={arrangedBelow(tree, rollup.unit, tiles.map(({ unit }) => unit))} left={left} chosen={shown?.unit ?? ""} onChoose={turns.choose} />
        <Board key={shown?.unit ?? rollup.unit} unit={shown?.unit ?? rollup.unit} name={shown?.name ?? rollup.name} month={rollup.month} change={rollup.change} turns={turns} />
        <Curve rollup={rollup} />
      </main>
    </>
  );
}

const LIVE: Record<Live, string> = { connecting: "连接中", live: "实时", lost: "断线，正在重连" };

function Top({ rollup, live }: { rollup: Rollup; live: Live }) {
  const now = useNow();
  const { asOfTime, units, unitsReported } = rollup;
  const old = stale(asOfTime && timestampDate(asOfTime), now);
  const clock = now.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "full", timeStyle: "short" });
  return (
    <header className="wall-top">
      <div>
        数据{cutoffText(rollup.month)} · {units} 个单位已报 {unitsReported} 个
        <br />
        <span className={old ? "wall-warn" : ""}>
          更新于 {instantText(asOfTime)}
          {old && "，一天以上没有变化"}
        </span>{" "}
        <span className={live === "live" ? "" : "wall-warn"} data-live={live} role="status">
          {LIVE[live]}
        </span>
      </div>
      <h1>{rollup.name}重点项目挂图作战</h1>
      <div className="wall-right">
        {clock}
        <br />
        <Link to={`/rollup?${new URLSearchParams({ unit: rollup.unit, month: rollup.month })}`}>退出大屏</Link>
      </div>
    </header>
  );
}
