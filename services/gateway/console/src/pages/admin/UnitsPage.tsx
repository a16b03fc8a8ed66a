import { Button, Select } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { monthAt, yearOf } from "../../domain/month";
import { mayAt } from "../../domain/permissions";
import { yearsAround } from "../../domain/quality";
import type { Tree } from "../../domain/tree";
import { unitName } from "../../domain/tree";
import type { InForce, SettingsInForce, UnitRow } from "../../domain/units";
import { systemsText } from "../../domain/tags";
import { PACE_ROUNDING, PACE_RULE, settingsInForce, UNIT_KIND, unitRows } from "../../domain/units";
import type { TagSystem, Unit } from "../../gen/pacesetter/registry/v1/unit_pb";
import { UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { useTitle } from "../../ui/useTitle";
import { AddUnit, MoveUnit } from "./PlaceDialogs";
import { EditUnit } from "./EditUnit";
import { TilesDialog } from "./TilesDialog";

type Deed = { kind: "edit" | "move" | "add" | "tiles"; unit: Unit };

/** The assessment tree of a year, with each unit's settings and where they come from. */
export function UnitsPage() {
  useTitle("单位");
  const { session } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const [now] = useState(() => yearOf(monthAt(new Date())));
  const asked = Number(search.get("year"));
  const year = asked >= 2000 && asked <= 2100 ? asked : now;
  const { tree, error, refetch, isFetching } = useTree(year);
  const [deed, setDeed] = useState<Deed>();
  const root = useRead(UnitService.method.getUnit, { code: tree?.roots[0] ?? "" }, tree?.roots[0] !== undefined);
  if (error) return <ErrorPanel error={error} action="unit.write" onRetry={() => void refetch()} />;
  const may = (unit: Unit) => mayAt(session.grants, "unit.write", tree, unit.code);
  const tiled = (unit: Unit) => year === now && tree!.children.has(unit.code);
  const inForce = (code: string) => settingsInForce(tree!, code, root.data?.effective);
  const systems = root.data?.tagSystems ?? [];
  const close = () => setDeed(undefined);
  return (
    <div className="page fill">
      <DataGrid
        label="单位"
        fill
        title={<h1>考核单位（{year}年的隶属关系）</h1>}
        extra={<Select size="small" aria-label="年度" value={year} options={yearsAround(now, year).map((value) => ({ value, label: `${value}年` }))} onChange={(next: number) => setSearch({ year: String(next) })} style={{ width: 96 }} />}
        columns={tree ? columns(tree, inForce, systems, may, tiled, (kind, unit) => setDeed({ kind, unit })) : []}
        rows={tree ? unitRows(tree) : []}
        rowKey={(row) => row.unit.code}
        loading={isFetching}
        empty="这一年没有单位。"
        note="隶属关系按整年有效，以前年度的汇总用当年的树。“本级”是本单位自己的设置，其余继承自上级，指到值上可见来自哪个单位；改动从现在起生效。"
      />
      {deed && tree && deed.kind === "edit" && <EditUnit unit={deed.unit} tree={tree} atRoot={root.data?.effective} systems={systems} onClose={close} />}
      {deed && tree && deed.kind === "move" && <MoveUnit unit={deed.unit} tree={tree} year={now} onClose={close} />}
      {deed && tree && deed.kind === "tiles" && <TilesDialog unit={deed.unit} tree={tree} onClose={close} />}
      {deed && deed.kind === "add" && <AddUnit parent={deed.unit} year={now} onClose={close} />}
    </div>
  );
}

function columns(tree: Tree, inForce: (code: string) => SettingsInForce, systems: readonly TagSystem[], may: (unit: Unit) => boolean, tiled: (unit: Unit) => boolean, onDeed: (kind: Deed["kind"], unit: Unit) => void): Column<UnitRow>[] {
  const setting = <T,>(key: string, title: string, width: number, read: (code: string) => InForce<T>, say: (value: T) => string): Column<UnitRow> => ({
    key,
    title,
    width,
    phone: "wide",
    render: ({ unit }) => <Setting inForce={read(unit.code)} own={unit.code} tree={tree} say={say} />,
  });
  return [
    { key: "name", title: "单位", width: 132, fixed: true, phone: "head", render: ({ unit, depth }) => <span style={{ paddingLeft: depth * 16 }}>{unit.name}</span> },
    { key: "code", title: "编码", width: 104, ellipsis: true, phone: "pair", render: ({ unit }) => unit.code },
    { key: "kind", title: "类别", width: 64, phone: "pair", render: ({ unit }) => UNIT_KIND[unit.kind] },
    { key: "gb", title: "区划代码", width: 76, phone: "pair", render: ({ unit }) => unit.gbCode || "无" },
    { key: "aliases", title: "别名", width: 84, ellipsis: true, phone: "wide", render: ({ unit }) => unit.aliases.join("、") || "—" },
    setting("rounding", "时序进度取舍", 112, (code) => inForce(code).paceRounding, (value) => PACE_ROUNDING[value]),
    setting("rule", "时序进度计算", 112, (code) => inForce(code).paceRule, (value) => PACE_RULE[value]),
    setting("decimals", "百分数小数", 92, (code) => inForce(code).decimals, (value) => `${value} 位`),
    setting("accept", "提交即审核", 92, (code) => inForce(code).autoAccept, (value) => (value ? "是" : "否")),
    setting("tags", "标签体系", 104, (code) => inForce(code).tagSystems, (value) => systemsText(systems, value)),
    { key: "steps", title: "操作", width: 216, phone: "wide", render: ({ unit }) => (may(unit) ? <Steps unit={unit} top={!tree.parents.has(unit.code)} tiled={tiled(unit)} onDeed={onDeed} /> : <span className="muted">—</span>) },
  ];
}

/** A value in force: marked where it is the unit's own, else with where it comes from. */
function Setting<T>({ inForce, own, tree, say }: { inForce: InForce<T>; own: string; tree: Tree; say: (value: T) => string }) {
  const { value, from } = inForce;
  if (from === own) {
    return (
      <>
        {say(value)} <Mark tone="info">本级</Mark>
      </>
    );
  }
  const source = from ? unitName(tree, from) : tree.parents.has(tree.roots[0] ?? "") ? "上级" : "平台默认";
  return (
    <span className="muted" title={`继承自${source}`}>
      {say(value)}
      <span className="source">（{source}）</span>
    </span>
  );
}

interface StepsProps {
  unit: Unit;
  top: boolean;
  /** Whether there are squares below it to place: this year's, past years are only looked at. */
  tiled: boolean;
  onDeed: (kind: Deed["kind"], unit: Unit) => void;
}

function Steps({ unit, top, tiled, onDeed }: StepsProps) {
  return (
    <span className="nowrap">
      <Button size="small" aria-label={`修改${unit.name}`} onClick={() => onDeed("edit", unit)}>
        修改
      </Button>{" "}
      {!top && (
        <>
          <Button size="small" aria-label={`改隶${unit.name}`} onClick={() => onDeed("move", unit)}>
            改隶
          </Button>{" "}
        </>
      )}
      <Button size="small" aria-label={`在${unit.name}下新增下级`} onClick={() => onDeed("add", unit)}>
        新增
      </Button>
      {tiled && (
        <>
          {" "}
          <Button size="small" aria-label={`排列${unit.name}下级的方格图`} onClick={() => onDeed("tiles", unit)}>
            方格图
          </Button>
        </>
      )}
    </span>
  );
}
