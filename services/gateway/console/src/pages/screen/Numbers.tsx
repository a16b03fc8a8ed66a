import type { ReactNode } from "react";
import { Link } from "react-router";
import { figureLink } from "../../domain/filters";
import { grouped, yi } from "../../domain/money";
import { LISTINGS_SHORT, say } from "../../domain/words";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { FORMULAS } from "../rollup/calibers";

/** The five numbers. */
export function Numbers({ rollup }: { rollup: Rollup }) {
  const { figures: f, groups, unit, month } = rollup;
  if (!f) return null;
  const to = (figure = "projects") => figureLink({ unit, month, figure });
  const lists = groups.map((group) => `${say(LISTINGS_SHORT, group.value)}${grouped(group.figures?.projects ?? 0n)}`).join(" · ");
  return (
    <section className="wall-numbers" aria-label="主要数字">
      <Number title="重点项目" value={grouped(f.projects)} unit="个" note={lists} formula={FORMULAS.projects} to={to()} />
      <Number title="年度计划投资" value={yi(f.plannedYuan)} unit="亿元" note={`总投资 ${yi(f.totalInvestmentYuan)} 亿元`} formula={FORMULAS.planned} to={to()} />
      <Number title="年度完成投资" value={yi(f.investedYuan)} unit="亿元" note={`完成率 ${f.rateShown ? `${f.rateShown}%` : "—（无计划）"}`} formula={FORMULAS.invested} to={to()} />
      <Number title="超/欠时序" value={f.leadShown || "—"} unit="个百分点" note={`时序进度 ${f.paceShown}%`} formula={FORMULAS.rate} to={to()} />
      <Number title="本月已报" value={grouped(f.reported)} unit={`/ ${grouped(f.due)} 个`} note={`未报 ${grouped(f.missing)} 个`} formula={FORMULAS.reports} to={to("missing")} />
    </section>
  );
}

interface NumberProps {
  title: string;
  value: ReactNode;
  unit: string;
  note: string;
  formula: string;
  to: string;
}

function Number({ title, value, unit, note, formula, to }: NumberProps) {
  return (
    <div className="wall-panel" data-figure={title} title={formula}>
      <h2>{title}</h2>
      <p className="wall-value">
        <Link to={to} className="value">
          {value}
        </Link>{" "}
        {unit}
      </p>
      <p>{note}</p>
    </div>
  );
}
