import { Link } from "react-router";
import { MEASURE } from "../../domain/ranking";
import type { Standing } from "../../domain/targets";
import { forecastText, TARGET_STATE } from "../../domain/targets";
import type { Target } from "../../gen/pacesetter/statistics/v1/target_pb";
import { TargetState } from "../../gen/pacesetter/statistics/v1/target_pb";
import type { Column } from "../../ui/columns";
import { Mark } from "../../ui/Mark";

/** How a unit stands with a target; link leads to the rows of a value, empty where none show it. */
export function standingColumns<R extends Standing>(target: (row: R) => Target, link: (row: R) => string): Column<R>[] {
  return [
    {
      key: "goal",
      title: "目标",
      width: 120,
      align: "right",
      phone: "pair",
      render: (row) => (
        <>
          {row.is?.goalShown} <small className="muted">{MEASURE[target(row).measure]}</small>
        </>
      ),
    },
    { key: "value", title: "已完成", width: 104, align: "right", phone: "pair", render: (row) => <Value shown={row.is?.valueShown ?? ""} to={link(row)} /> },
    { key: "distance", title: "距目标", width: 104, align: "right", phone: "pair", render: (row) => row.is?.distanceShown || "—" },
    { key: "state", title: "状态", width: 104, phone: "pair", render: (row) => <State state={row.is?.state ?? TargetState.NO_DATA} /> },
    { key: "forecast", title: "到期预计", width: 104, align: "right", phone: "pair", render: (row) => row.is?.forecastShown || "—" },
    { key: "expected", title: "预计能否达标", width: 120, phone: "pair", render: (row) => <Expected text={forecastText(row.is)} /> },
  ];
}

function Value({ shown, to }: { shown: string; to: string }) {
  if (shown === "" || to === "") return <>{shown || "—"}</>;
  return (
    <Link to={to} title="看明细项目">
      {shown}
    </Link>
  );
}

function State({ state }: { state: TargetState }) {
  const { shape, word, tone } = TARGET_STATE[state];
  return (
    <Mark tone={tone}>
      {shape} {word}
    </Mark>
  );
}

function Expected({ text }: { text: string }) {
  if (text === "") return <>—</>;
  return <Mark tone={text === "能达标" ? "good" : "warn"}>{text === "能达标" ? `▲ ${text}` : `▼ ${text}`}</Mark>;
}
