import { AHEAD, BEHIND } from "../app/theme";

interface RateBarProps {
  /** As the API shows it, e.g. "47.1"; empty without a plan. */
  rate: string;
  /** As the API shows it; empty leaves the tick out. */
  pace: string;
  name: string;
}

/** Percent of the bar's length, which ends at 100. */
function length(percent: string): string {
  return `${Math.max(0, Math.min(100, Number(percent)))}%`;
}

/** A completion rate as bar and text, with the pace as a tick. */
export function RateBar({ rate, pace, name }: RateBarProps) {
  if (rate === "") return <span className="muted">无计划</span>;
  const behind = pace !== "" && Number(rate) < Number(pace);
  const label = `${name}完成率${rate}%${pace === "" ? "" : `，时序进度${pace}%`}`;
  return (
    <div className="rate">
      <div className="track" role="img" aria-label={label} title={label}>
        <div className="done" style={{ width: length(rate), background: behind ? BEHIND : AHEAD }} />
        {pace !== "" && <div className="tick" style={{ left: length(pace) }} />}
      </div>
      <span className="text">{rate}%</span>
    </div>
  );
}

/** A lead over the pace with its sign and, beside the colour, its word. */
export function Lead({ shown }: { shown: string }) {
  if (shown === "") return <span className="muted">—</span>;
  const behind = shown.startsWith("-");
  return <span className={`number ${behind ? "behind" : "ahead"}`}>{shown}</span>;
}
