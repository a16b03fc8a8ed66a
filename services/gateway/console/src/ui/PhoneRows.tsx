import type { ReactNode } from "react";
import type { Column } from "./columns";

interface PhoneRowsProps<R> {
  columns: Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  empty: ReactNode;
  waiting: boolean;
  totals?: boolean;
  totalsLabel?: ReactNode;
}

/** The grid's rows on a phone: a name, and its figures in pairs. */
export function PhoneRows<R>({ columns, rows, rowKey, empty, waiting, totals, totalsLabel = "合计" }: PhoneRowsProps<R>) {
  if (rows.length === 0) return <div className="state">{waiting ? "正在读取…" : empty}</div>;
  const head = columns.filter((column) => column.phone === "head");
  const rest = columns.filter((column) => column.phone === "pair" || column.phone === "wide");
  return (
    <ul className="phone-rows">
      {rows.map((row, index) => (
        <li key={rowKey(row)}>
          <div className="head">{head.map((column) => <span key={column.key}>{column.render(row, index)}</span>)}</div>
          <Pairs columns={rest} value={(column) => column.render(row, index)} />
        </li>
      ))}
      {totals && (
        <li>
          <div className="head">{totalsLabel}</div>
          <Pairs columns={rest.filter((column) => column.total !== undefined)} value={(column) => column.total} />
        </li>
      )}
    </ul>
  );
}

function Pairs<R>({ columns, value }: { columns: Column<R>[]; value: (column: Column<R>) => ReactNode }) {
  return (
    <dl>
      {columns.map((column) => (
        <div key={column.key} className={column.phone === "wide" ? "wide" : ""}>
          <dt>{column.title}</dt>
          <dd className="number">{value(column)}</dd>
        </div>
      ))}
    </dl>
  );
}
