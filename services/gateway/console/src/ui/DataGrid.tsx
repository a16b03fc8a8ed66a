import type { GetRef, TableProps } from "antd";
import { Button, Select, Table } from "antd";
import type { ColumnsType } from "antd/es/table";
import type { ReactNode, Ref } from "react";
import { useRef } from "react";
import { arranged, totalWidth } from "./columns";
import type { Column, Sort } from "./columns";
import { PhoneRows } from "./PhoneRows";
import { useBodyHeight } from "./useBodyHeight";
import { useDelayed } from "./useDelayed";
import { usePhone } from "./usePhone";
import { usePrinting } from "./usePrinting";
import { useReachable } from "./useReachable";
import { useRowKeys } from "./useRowKeys";

export type { Column, Sort } from "./columns";

/** Pages by tokens: forwards by the answer's token, backwards by those kept. */
export interface Pager {
  page: number;
  pageSize: number;
  hasNext: boolean;
  summary: ReactNode;
  onPrevious: () => void;
  onNext: () => void;
  onPageSize: (size: number) => void;
}

export interface DataGridProps<R> {
  label: string;
  columns: Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  loading?: boolean;
  empty: ReactNode;
  title?: ReactNode;
  extra?: ReactNode;
  /** A remark under the rows. */
  note?: ReactNode;
  totals?: boolean;
  totalsLabel?: ReactNode;
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  onOpen?: (row: R) => void;
  rowClass?: (row: R) => string;
  pager?: Pager;
  /** Takes the height that is left on the page and scrolls inside. */
  fill?: boolean;
  expanded?: { render: (row: R) => ReactNode; has: (row: R) => boolean };
  selection?: Selection<R>;
  /** Draws only the rows in sight: for hundreds of them that are written in. It needs fill. */
  virtual?: boolean;
  /** Scrolls to rows from outside. */
  handle?: Ref<GridHandle>;
}

/** What the table can be told from outside. */
export type GridHandle = Pick<GetRef<typeof Table>, "scrollTo">;

/** Rows that may be selected, and those that are, by their keys. */
export interface Selection<R> {
  keys: readonly string[];
  may: (row: R) => boolean;
  /** Names a row's box to those who don't see it. */
  label: (row: R) => string;
  onChange: (keys: string[]) => void;
}

/** The one table of the console: dense, with fixed head, fixed totals, sorting at the server and keyboard rows. */
export function DataGrid<R extends object>(props: DataGridProps<R>) {
  const { rows, loading = false, fill = false, pager, title, extra } = props;
  const box = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const phone = usePhone() && !printing;
  const late = useDelayed(loading);
  const columns = printing ? props.columns.filter((column) => !column.screenOnly) : props.columns;
  const height = useBodyHeight(box, fill && !phone && !printing, [rows.length, late]);
  useReachable(box);
  const current = useRowKeys(box, rows, props.onOpen);
  const waiting = loading && rows.length === 0;
  const className = ["grid", fill && "fill", late && !waiting && "stale"].filter(Boolean).join(" ");
  return (
    <section className={className} aria-label={props.label} aria-busy={loading}>
      {(title || extra) && (
        <header>
          {title}
          {extra && <div className="extra">{extra}</div>}
        </header>
      )}
      <div className="table" ref={box}>
        {phone ? (
          <PhoneRows {...props} waiting={waiting} />
        ) : (
          <WideTable {...props} columns={columns} height={height} waiting={waiting} late={late} current={current} printing={printing} />
        )}
      </div>
      {props.note && <div className="note">{props.note}</div>}
      {pager && <PagerLine pager={pager} />}
    </section>
  );
}

/** The height of a virtual body before there is one to measure: it draws no rows without. */
const UNMEASURED = 320;

interface WideProps<R> extends DataGridProps<R> {
  height: number | undefined;
  waiting: boolean;
  late: boolean;
  current: number;
  /** On paper the table is as wide as the sheet, and one table, so that its head comes again. */
  printing: boolean;
}

function WideTable<R extends object>(props: WideProps<R>) {
  const { columns, rows, rowKey, height, waiting, late, current, expanded, printing, virtual, handle } = props;
  const bones = waiting && late;
  const shown = bones ? skeletons<R>() : rows;
  return (
    <Table<R>
      ref={handle as Ref<GetRef<typeof Table>>}
      virtual={virtual && !printing}
      size="small"
      bordered
      tableLayout="fixed"
      pagination={false}
      rowKey={(row) => (bones ? String(shown.indexOf(row)) : rowKey(row))}
      dataSource={shown as R[]}
      columns={tableColumns(props, bones)}
      scroll={printing ? undefined : { x: totalWidth(columns), y: height ?? (virtual ? UNMEASURED : undefined) }}
      locale={{ emptyText: waiting ? <div className="state" /> : <div className="state">{props.empty}</div> }}
      showSorterTooltip={false}
      sortDirections={["descend", "ascend"]}
      onChange={(_, __, sorter) => {
        const { columnKey, order } = Array.isArray(sorter) ? sorter[0]! : sorter;
        props.onSort?.(order ? { key: String(columnKey), descending: order === "descend" } : null);
      }}
      rowClassName={(row, index) => `${props.rowClass?.(row) ?? ""} ${index === current ? "current" : ""}`}
      expandable={
        expanded && !bones
          ? { expandedRowRender: expanded.render, rowExpandable: expanded.has, columnWidth: 32 }
          : undefined
      }
      rowSelection={props.selection && !bones ? rowSelection(props.selection) : undefined}
      summary={props.totals && rows.length > 0 ? () => totalsRow(props) : undefined}
    />
  );
}

/**
 * The column of boxes. It has none for all rows: rc-table would draw its head a second
 * time in a hidden row for measuring, where nothing may take the focus.
 */
function rowSelection<R>({ keys, may, label, onChange }: Selection<R>): TableProps<R>["rowSelection"] {
  return {
    columnWidth: 36,
    fixed: true,
    hideSelectAll: true,
    preserveSelectedRowKeys: true,
    selectedRowKeys: [...keys],
    onChange: (next) => onChange(next.map(String)),
    getCheckboxProps: (row) => ({ disabled: !may(row), "aria-label": label(row) }),
    renderCell: (_, row, __, box) => (may(row) ? box : null),
  };
}

/** Rows of the real table's shape, shown while the first ones are awaited. */
function skeletons<R extends object>(): R[] {
  return Array.from({ length: 12 }, () => ({}) as R);
}

/** Columns as wide as a word or two, which stay on one line where a sheet is narrow. */
const SHORT = 80;

function tableColumns<R extends object>(props: WideProps<R>, bones: boolean): ColumnsType<R> {
  return arranged(props.columns, (column) => ({
    key: column.key,
    title: column.title,
    width: column.width,
    fixed: column.fixed && !props.printing ? ("left" as const) : undefined,
    ellipsis: !props.printing && (column.ellipsis ?? false),
    className: [column.align === "right" && "right", props.printing && column.width <= SHORT && "short"].filter(Boolean).join(" "),
    align: column.align,
    sorter: column.sortable ? true : undefined,
    sortOrder: sortOrder(props.sort, column),
    render: (_: unknown, row: R, index: number) => (bones ? <span className="bone" /> : column.render(row, index)),
  }));
}

function sortOrder<R>(sort: Sort | null | undefined, column: Column<R>) {
  if (!column.sortable || sort?.key !== column.key) return null;
  return sort.descending ? ("descend" as const) : ("ascend" as const);
}

/** The label stands under the fixed columns, so that sums stay under their heads when the table is scrolled. */
function totalsRow<R>({ columns, totalsLabel = "合计", expanded, selection }: DataGridProps<R>) {
  const span = Math.max(1, columns.findIndex((column) => column.total !== undefined));
  const fixed = columns.slice(0, span).filter((column) => column.fixed).length || span;
  const shift = (expanded ? 1 : 0) + (selection ? 1 : 0);
  return (
    <Table.Summary fixed>
      <Table.Summary.Row>
        <Table.Summary.Cell index={0} colSpan={fixed + shift}>
          {totalsLabel}
        </Table.Summary.Cell>
        {fixed < span && <Table.Summary.Cell index={fixed + shift} colSpan={span - fixed} />}
        {columns.slice(span).map((column, at) => (
          <Table.Summary.Cell key={column.key} index={span + at + shift} align={column.align} className={column.align === "right" ? "right" : ""}>
            {column.total}
          </Table.Summary.Cell>
        ))}
      </Table.Summary.Row>
    </Table.Summary>
  );
}

const PAGE_SIZES = [20, 50, 100, 200].map((value) => ({ value, label: `${value} 条/页` }));

function PagerLine({ pager }: { pager: Pager }) {
  return (
    <footer>
      <span className="number">{pager.summary}</span>
      <Button size="small" disabled={pager.page === 0} onClick={pager.onPrevious}>
        上一页
      </Button>
      <span className="number">第 {pager.page + 1} 页</span>
      <Button size="small" disabled={!pager.hasNext} onClick={pager.onNext}>
        下一页
      </Button>
      <Select
        size="small"
        aria-label="每页条数"
        value={pager.pageSize}
        options={PAGE_SIZES}
        onChange={pager.onPageSize}
        style={{ width: 104 }}
      />
    </footer>
  );
}
