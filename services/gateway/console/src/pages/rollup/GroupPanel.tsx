import { Segmented } from "antd";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import type { FigureFilter } from "../../domain/filters";
import { figureLink } from "../../domain/filters";
import { systemOf, tagDimensions } from "../../domain/tags";
import type { Words } from "../../domain/words";
import { CATEGORIES, DIMENSIONS, LISTINGS, NATURES, optionsOf, say } from "../../domain/words";
import { UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
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

/** What a row of the view's groups narrows its figure to. */
function narrowedTo(by: string, value: string): Partial<FigureFilter> {
  const system = systemOf(by);
  return system ? { tag: `${system}/${value}` } : { [by]: value };
}

/** Why the groups may be more than the whole. */
function moreThanAll(by: string): string | undefined {
  if (by === "listing") return "一个项目可列入多个级别，各级别之和可能大于合计。";
  return systemOf(by) ? "一个项目可有同一体系的多个标签，各组之和可能大于合计；合计中每个项目只算一次。" : undefined;
}

interface GroupPanelProps {
  rollup: Rollup;
  view: RollupView;
  onBy: (by: string) => void;
}

/** The figures by listing, category, nature, size, industry, stage or the tags of a system that the unit has. */
export function GroupPanel({ rollup, view, onBy }: GroupPanelProps) {
  const { data: unit } = useRead(UnitService.method.getUnit, { code: view.unit });
  const dimensions = [...optionsOf(DIMENSIONS), ...tagDimensions(unit, view.by)];
  const title = dimensions.find(({ value }) => value === view.by)?.label ?? view.by;
  const growth = showsGrowth(rollup, view);
  const name = (row: GroupRollup) => row.name || say(WORDS[view.by] ?? {}, row.value) || "未注明";
  const link = (row: GroupRollup, figure: string, text: string) => {
    const narrowed: Partial<FigureFilter> = { ...rowsOf(view), figure, ...narrowedTo(view.by, row.value) };
    return <Link to={figureLink(narrowed)}>{text}</Link>;
  };
  const columns: Column<GroupRollup>[] = [
    { key: "value", title, width: PROJECTS_OWN.includes(view.by) || systemOf(view.by) ? 148 : 68, ellipsis: true, fixed: true, phone: "head", render: name },
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
          <Segmented size="small" aria-label="分组方式" options={dimensions} value={view.by} onChange={onBy} />
        </>
      }
      note={moreThanAll(view.by)}
    />
  );
}
