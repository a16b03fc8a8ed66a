import { grouped, yi } from "../../domain/money";
import { cutoffText } from "../../domain/month";
import type { ListTotals } from "../../gen/pacesetter/registry/v1/project_pb";
import { Figure } from "../../ui/Figure";
import { FORMULAS } from "../rollup/calibers";

/** The six totals of the current filter; the rows behind them stand below. */
export function TotalsStrip({ totals, month }: { totals: ListTotals; month: string }) {
  const cutoff = cutoffText(month);
  const caliber = (title: string, formula: string) => ({ title, formula: `当前条件下：${formula}`, cutoff });
  return (
    <div className="figures">
      <Figure caliber={caliber("项目数", FORMULAS.projects)} value={grouped(totals.projects)} unit="个" />
      <Figure caliber={caliber("总投资", FORMULAS.totalInvestment)} value={yi(totals.totalInvestmentYuan)} unit="亿元" />
      <Figure caliber={caliber("年度计划", FORMULAS.planned)} value={yi(totals.plannedYuan)} unit="亿元" />
      <Figure caliber={caliber("年度完成", FORMULAS.invested)} value={yi(totals.yearToDateYuan)} unit="亿元" />
      <Figure caliber={caliber("完成率", FORMULAS.rate)} value={totals.rateShown || "—"} unit={totals.rateShown ? "%" : "无计划"} />
      <Figure caliber={caliber("时序进度", FORMULAS.rate)} value={totals.paceShown} unit="%" />
    </div>
  );
}
