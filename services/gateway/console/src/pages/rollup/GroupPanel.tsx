import { Segmented } from "antd";
import { Link } from "react-router";
import type { FigureFilter } from "../../domain/filters";
import { figureLink } from "../../domain/filters";
import type { Words } from "../../domain/words";
import { CATEGORIES, DIMENSIONS, LISTINGS, NATURES, optionsOf, say } from "../../domain/words";
import type { GroupRollup, Rollup } from "../../gen/pacesetter/statistics/v1/statistics_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { CaliberNote } from "../../ui/Figure";
import { AllFormulas } from "./AllFormulas";
import { figureColumns } from "./columns";
import type { RollupView } from "./view";
import { cutoffOf, rowsOf, showsGrowth } from "./view";

const WORDS: Record<string, Words> = { listing: LISTINGS, category: CATEGORIES, nature: NATURES };

/** Dimensions whose values the service names. */
const PROJECTS_OWN = ["size", "industry", "stage"];

interface GroupPanelProps {
  rollup: Rollup;
  view: RollupView;
  onBy: (by: string) => void;
}

/** The figures by listing, category, nature, size, industry or stage. */
export function GroupPanel({ rollup, view, onBy }: GroupPanelProps) {
  const growth = showsGrowth(rollup, view);
  const name = (row: GroupRollup) => row.name || say(WORDS[view.by] ?? {}, row.value) || "未注明";
  const link = (row: GroupRollup, figure: string, text: string) => {
    const narrowed: Partial<FigureFilter> = { ...rowsOf(view), figure, [view.by]: row.value };
    return <Link to={figureLink(narrowed)}>{text}</Link>;
  };
  const columns: Column<GroupRollup>[] = [
    { key: "value", title: say(DIMENSIONS, view.by), width: PROJECTS_OWN.includes(view.by) ? 148 : 68, ellipsis: true, fixed: true, phone: "head", render: name },
    ...figureColumns<GroupRollup>({ figures: (row) => row.figures, name, link, narrow: true, growth }),
  ];
  return (
    <DataGrid
      label="分组"
      columns={columns}
      rows={rollup.groups}
      rowKey={(row) => row.value}
      empty="没有分组数据。"
      title={
        <h2 title={cutoffOf(view)}>
          分组<span className="muted">（{cutoffOf(view)}）</span>
        </h2>
      }
      extra={
        <>
          <CaliberNote caliber={{ title: "分组各列", formula: <AllFormulas growth={growth} />, cutoff: cutoffOf(view), to: figureLink(rowsOf(view)) }} />
          <Segmented size="small" aria-label="分组方式" options={optionsOf(DIMENSIONS)} value={view.by} onChange={onBy} />
        </>
      }
      note={view.by === "listing" ? "一个项目可列入多个级别，各级别之和可能大于合计。" : undefined}
    />
  );
}
