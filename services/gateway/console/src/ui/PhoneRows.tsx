import { Button, Checkbox } from "antd";
import { type ReactNode, type Ref, useImperativeHandle, useState } from "react";
import type { Column } from "./columns";
import type { GridHandle, Selection } from "./DataGrid";

interface PhoneRowsProps<R> {
  columns: Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  empty: ReactNode;
  waiting: boolean;
  totals?: boolean;
  totalsLabel?: ReactNode;
  selection?: Selection<R>;
  handle?: Ref<GridHandle>;
}

/** How many rows are drawn at first; each touch doubles them. A phone lays out hundreds slowly. */
const FIRST = 50;

/** The grid's rows on a phone: a name, and its figures in pairs. */
export function PhoneRows<R>(props: PhoneRowsProps<R>) {
  const { columns, rows, rowKey, empty, waiting, totals, totalsLabel = "合计", selection, handle } = props;
  const [drawn, setDrawn] = useState(FIRST);
  const left = rows.length - drawn;
  // The keys go to rows that are not drawn yet.
  useImperativeHandle(handle, () => ({ scrollTo: ({ index = 0 }) => setDrawn((before) => Math.max(before, index + 1)) }));
  if (rows.length === 0) return <div className="state">{waiting ? "正在读取…" : empty}</div>;
  const head = columns.filter((column) => column.phone === "head");
  const rest = columns.filter((column) => column.phone === "pair" || column.phone === "wide");
  return (
    <ul className="phone-rows">
      {rows.slice(0, drawn).map((row, index) => (
        <li key={rowKey(row)}>
          <div className="head">
            {selection?.may(row) && <SelectBox row={row} name={rowKey(row)} selection={selection} />}
            {head.map((column) => (
              <span key={column.key}>{column.render(row, index)}</span>
            ))}
          </div>
          <Pairs columns={rest} value={(column) => column.render(row, index)} />
        </li>
      ))}
      {left > 0 && (
        <li className="more">
          <Button block onClick={() => setDrawn(2 * drawn)}>{`再显示 ${Math.min(drawn, left)} 行（还有 ${left} 行）`}</Button>
        </li>
      )}
      {totals && (
        <li>
          <div className="head">{totalsLabel}</div>
          <Pairs columns={rest.filter((column) => column.total !== undefined)} value={(column) => column.total} />
        </li>
      )}
    </ul>
  );
}

function SelectBox<R>({ row, name, selection }: { row: R; name: string; selection: Selection<R> }) {
  const { keys, label, onChange } = selection;
  return (
    <Checkbox
      aria-label={label(row)}
      checked={keys.includes(name)}
      onChange={(event) => onChange(event.target.checked ? [...keys, name] : keys.filter((key) => key !== name))}
    />
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
