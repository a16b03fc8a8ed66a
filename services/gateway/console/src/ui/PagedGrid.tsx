import { useState } from "react";
import type { DataGridProps } from "./DataGrid";
import { DataGrid } from "./DataGrid";

const FEW = 50;

/** A grid over rows that are all here already: the browser lays out one page of them. */
export function PagedGrid<R extends object>(props: DataGridProps<R>) {
  const { rows } = props;
  const [size, setSize] = useState(FEW);
  const [wanted, setWanted] = useState(0);
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const page = Math.min(wanted, last);
  const pager = {
    page,
    pageSize: size,
    hasNext: page < last,
    summary: `共 ${rows.length} 行`,
    onPrevious: () => setWanted(page - 1),
    onNext: () => setWanted(page + 1),
    onPageSize: (next: number) => {
      setSize(next);
      setWanted(0);
    },
  };
  return <DataGrid {...props} rows={rows.slice(page * size, (page + 1) * size)} pager={rows.length > FEW ? pager : undefined} />;
}
