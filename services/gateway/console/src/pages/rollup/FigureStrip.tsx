import { figureLink } from "../../domain/filters";
import { grouped, yi } from "../../domain/money";
import type { Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import type { Caliber } from "../../ui/Figure";
import { Figure } from "../../ui/Figure";
import { Lead } from "../../ui/RateBar";
import { FORMULAS } from "./calibers";
import { MonthGrowth, YearGrowth } from "./columns";
import type { RollupView } from "./view";
import { cutoffOf, rowsOf, showsGrowth } from "./view";

/** The six figures of a unit. */
export function FigureStrip({ rollup, view }: { rollup: Rollup; view: RollupView }) {
  const f = rollup.figures;
  if (!f) return null;
  const cutoff = cutoffOf(view);
  const known = view.asOf ? `按${view.asOf}所知` : undefined; // the whole would be cut off in so narrow a place
  const caliber = (title: string, formula: string, figure = "projects"): Caliber => ({
    title,
    formula,
    cutoff,
    to: figureLink({ ...rowsOf(view), figure }),
  });
  return (
    <div className="figures">
      <Figure caliber={caliber("项目数", FORMULAS.projects)} value={grouped(f.projects)} unit="个" note={known} />
      <Figure caliber={caliber("总投资", FORMULAS.totalInvestment)} value={yi(f.totalInvestmentYuan)} unit="亿元" note={known} />
      <Figure caliber={caliber("年度计划", FORMULAS.planned)} value={yi(f.plannedYuan)} unit="亿元" note={known} />
      <Figure
        caliber={caliber("年度完成", FORMULAS.invested)}
        value={yi(f.investedYuan)}
        unit="亿元"
        note={<InvestedNote rollup={rollup} view={view} />}
      />
      <Figure
        caliber={caliber("完成率", FORMULAS.rate)}
        value={f.rateShown || "—"}
        unit={f.rateShown ? "%" : "无计划"}
        note={
          <>
            时序进度 {f.paceShown}% · <Lead shown={f.leadShown} /> 个百分点
          </>
        }
      />
      <Figure
        caliber={caliber("本月已报", FORMULAS.reports, "reported")}
        value={grouped(f.reported)}
        unit={`/ 应报 ${grouped(f.due)} 个`}
        note={<ReportNote rollup={rollup} />}
      />
    </div>
  );
}

function InvestedNote({ rollup, view }: { rollup: Rollup; view: RollupView }) {
  const f = rollup.figures;
  return (
    <>
      本月完成 {yi(f?.monthYuan ?? 0n)} 亿元
      {showsGrowth(rollup, view) && (
        <span className="growth">
          同比 <YearGrowth figures={f} /> · 环比 <MonthGrowth figures={f} />
        </span>
      )}
    </>
  );
}

function ReportNote({ rollup }: { rollup: Rollup }) {
  const missing = rollup.figures?.missing ?? 0n;
  const units = rollup.units > 0 ? `${rollup.unitsReported}/${rollup.units} 个单位已报` : "";
  return (
    <span className={missing > 0n ? "behind" : ""}>
      {units}
      {units && " · "}未报 {grouped(missing)} 个
    </span>
  );
}
