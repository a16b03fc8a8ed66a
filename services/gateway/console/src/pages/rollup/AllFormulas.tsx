import { FORMULAS } from "./calibers";

const COLUMNS = [FORMULAS.projects, FORMULAS.totalInvestment, FORMULAS.planned, FORMULAS.invested, FORMULAS.month, FORMULAS.rate, FORMULAS.reports];

const GROWTH = [FORMULAS.yearGrowth, FORMULAS.sameMonthGrowth, FORMULAS.monthGrowth];

/** The formulas of a table's columns, in their order. */
export function AllFormulas({ growth = false }: { growth?: boolean }) {
  return [...COLUMNS, ...(growth ? GROWTH : [])].map((text) => (
    <span key={text} style={{ display: "block", marginBottom: 4 }}>
      {text}
    </span>
  ));
}
