import { Button } from "antd";
import type { ReactNode } from "react";
import { useState } from "react";
import { useWorkplace } from "../../app/workplace";
import { mayAnywhere, mayAt } from "../../domain/permissions";
import type { Tree } from "../../domain/tree";
import type { ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Selection } from "../../ui/DataGrid";
import { BulkListings } from "./BulkListings";

interface BulkProps {
  tree: Tree | undefined;
  year: number;
  /** What another filter chooses is another list: nothing of it is chosen yet. */
  filterKey: string;
  rows: readonly ProjectRow[];
  phone: boolean;
}

interface Bulk {
  bar: ReactNode;
  dialog: ReactNode;
  selection: Selection<ProjectRow> | undefined;
}

/** Rows chosen on the pages of one filter, and the deed for all of them. */
export function useBulk({ tree, year, filterKey, rows, phone }: BulkProps): Bulk {
  const { session } = useWorkplace();
  const [chosen, setChosen] = useState<{ of: string; rows: readonly ProjectRow[] }>({ of: filterKey, rows: [] });
  const [open, setOpen] = useState(false);
  if (phone || !mayAnywhere(session.grants, "project.write")) return { bar: null, dialog: null, selection: undefined };
  // The dialog holds its rows until it is closed: confirmed proposals leave the filter under it.
  const kept = chosen.of === filterKey || open ? chosen.rows : [];
  const may = (row: ProjectRow) => mayAt(session.grants, "project.write", tree, row.year?.unit ?? "");
  const choose = (next: readonly ProjectRow[]) => setChosen({ of: filterKey, rows: next });
  const known = new Map([...kept, ...rows].map((row) => [row.id, row]));
  const selection: Selection<ProjectRow> = {
    keys: kept.map((row) => row.id),
    may,
    label: (row) => `选择${row.name}`,
    onChange: (keys) => choose(keys.flatMap((key) => known.get(key) ?? [])),
  };
  const all = rows.filter(may);
  const chosenIds = new Set(selection.keys);
  return {
    selection,
    bar: kept.length > 0 ? (
      <div className="selected" role="group" aria-label="所选的项目">
        <span className="nowrap">所选 {kept.length} 个</span>
        <Button size="small" type="primary" onClick={() => setOpen(true)}>
          批量调整级别
        </Button>
        {all.some((row) => !chosenIds.has(row.id)) && (
          <Button size="small" onClick={() => choose([...new Map([...kept, ...all].map((row) => [row.id, row])).values()])}>
            选择本页全部
          </Button>
        )}
        <Button size="small" type="link" onClick={() => choose([])}>
          取消选择
        </Button>
      </div>
    ) : null,
    dialog: open ? (
      <BulkListings
        projects={kept}
        year={year}
        tree={tree}
        onClose={(left) => {
          setOpen(false);
          choose(left);
        }}
      />
    ) : null,
  };
}
