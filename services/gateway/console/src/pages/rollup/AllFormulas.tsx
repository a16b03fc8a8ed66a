import { FORMULAS } from "./calibers";

const COLUMNS = [FORMULAS.projects, FORMULAS.totalInvestment, FORMULAS.planned, FORMULAS.invested, FORMULAS.month, FORMULAS.rate, FORMULAS.reports];

/** The formulas of a table's columns, in their order. */
export function AllFormulas() {
  return COLUMNS.map((text) => (
    <span key={text} style={{ display: "block", marginBottom: 4 }}>
      {text}
    </span>
  ));
}
