import type { ReactNode } from "react";

/** A column of the grid. */
export interface Column<R> {
  key: string;
  title: ReactNode;
  width: number;
  align?: "left" | "right" | "center";
  /** Stays at the left while the others scroll. */
  fixed?: boolean;
  sortable?: boolean;
  ellipsis?: boolean;
  /** Neighbours with the same group share a head. */
  group?: string;
  /** What the phone's list makes of it; hidden where it is not said. */
  phone?: "head" | "pair" | "wide";
  total?: ReactNode;
  /** Holds deeds, of which there are none on paper. */
  screenOnly?: boolean;
  render: (row: R, index: number) => ReactNode;
}

export interface Sort {
  key: string;
  descending: boolean;
}

interface Group<C> {
  key: string;
  title: string;
  children: C[];
}

/** Makes the table's columns, neighbours of one group under one head. */
export function arranged<R, C>(columns: readonly Column<R>[], make: (column: Column<R>) => C): (C | Group<C>)[] {
  const out: (C | Group<C>)[] = [];
  let open = null as Group<C> | null;
  for (const column of columns) {
    if (column.group === undefined) {
      open = null;
      out.push(make(column));
    } else if (open?.title === column.group) {
      open.children.push(make(column));
    } else {
      open = { key: `group-${column.group}`, title: column.group, children: [make(column)] };
      out.push(open);
    }
  }
  return out;
}

export function totalWidth<R>(columns: readonly Column<R>[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}
