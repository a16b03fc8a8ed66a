import { Input, Segmented, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useTree, useWorkplace } from "../../app/workplace";
import type { Known, KnownMode } from "../../domain/known";
import { cutoffName, isDay, lastDay, modeOf, PRESENT } from "../../domain/known";
import { monthText, yearOf } from "../../domain/month";
import { mayAt } from "../../domain/permissions";
import type { Cutoff } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { PublishCutoff } from "./PublishCutoff";
import { restatementsLink } from "./restatements";
import type { RollupView } from "./view";

interface KnownBarProps {
  view: RollupView;
  cutoffs: readonly Cutoff[];
  /** Why there are none to choose from; told once where the figures fail too. */
  error: unknown;
  rollup: Rollup | undefined;
  onKnown: (known: Known) => void;
  children: React.ReactNode;
}

/** Chooses by what knowledge the figures are told: the present, a cut-off, or a day. */
export function KnownBar({ view, cutoffs, error, rollup, onKnown, children }: KnownBarProps) {
  const { session } = useWorkplace();
  const { tree } = useTree(yearOf(view.month));
  const mode = modeOf(view);
  const none = cutoffs.length === 0 && mode !== "frozen";
  const options = [
    { value: "now" as const, label: "现时" },
    { value: "frozen" as const, label: "定稿", disabled: none, title: none ? `${monthText(view.month)}还没有定稿` : "" },
    { value: "day" as const, label: "截至某日" },
  ];
  const set = (next: KnownMode) => onKnown(knownBy(next, cutoffs));
  const publishes = mode !== "day" && mayAt(session.grants, "cutoff.publish", tree, view.unit);
  return (
    <div className="bar">
      <Segmented aria-label="按什么时点的数" options={options} value={mode} onChange={set} />
      {mode === "frozen" && <CutoffChoice view={view} cutoffs={cutoffs} onKnown={onKnown} />}
      {mode === "day" && <DayField key={view.asOf} value={view.asOf} onDay={(asOf) => onKnown({ cutoff: "", asOf })} />}
      {error != null && rollup && <ErrorLine error={error} />}
      <span className="push" />
      {children}
      {publishes && rollup && <PublishCutoff view={view} rollup={rollup} cutoffs={cutoffs} onPublished={(cutoff) => onKnown({ cutoff, asOf: "" })} />}
    </div>
  );
}

function knownBy(mode: KnownMode, cutoffs: readonly Cutoff[]): Known {
  if (mode === "frozen") return { cutoff: cutoffs[0]?.id ?? "", asOf: "" };
  return mode === "day" ? { cutoff: "", asOf: lastDay(new Date()) } : PRESENT;
}

function CutoffChoice({ view, cutoffs, onKnown }: Pick<KnownBarProps, "view" | "cutoffs" | "onKnown">) {
  const known = cutoffs.some((cutoff) => cutoff.id === view.cutoff);
  const note = cutoffs.find((cutoff) => cutoff.id === view.cutoff)?.note;
  return (
    <>
      <Select
        aria-label="哪一版定稿"
        value={known ? view.cutoff : undefined}
        placeholder="选择定稿"
        options={cutoffs.map((cutoff) => ({ value: cutoff.id, label: cutoffName(cutoff) }))}
        onChange={(cutoff: string) => onKnown({ cutoff, asOf: "" })}
        popupMatchSelectWidth={false}
        style={{ width: 300, maxWidth: "100%" }}
      />
      {known && <Link to={restatementsLink({ cutoff: view.cutoff, unit: view.unit })}>数据修订</Link>}
      {note && (
        <span className="muted one-liner" title={note}>
          说明：{note}
        </span>
      )}
    </>
  );
}

/** Takes a day that is over; what is being typed is no day yet. */
function DayField({ value, onDay }: { value: string; onDay: (day: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [last] = useState(() => lastDay(new Date()));
  const fault = isDay(typed) && typed <= last ? "" : `请选一个已经过完的日子（到 ${last} 为止）`;
  const take = () => {
    if (!fault && typed !== value) onDay(typed);
  };
  return (
    <>
      <Input
        type="date"
        aria-label="截至日期"
        aria-invalid={fault !== ""}
        value={typed}
        min="2000-01-01"
        max={last}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onPressEnter={take}
        style={{ width: 144 }}
      />
      <span className={fault ? "wrong" : "muted"}>{fault || "按当日 24 时所知的月报和单位归属汇总"}</span>
    </>
  );
}
