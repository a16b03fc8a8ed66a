import { Checkbox, Select } from "antd";
import { useState } from "react";
import type { Tree } from "../../domain/tree";
import { systemsText } from "../../domain/tags";
import { namesOf, PACE_ROUNDING, PACE_RULE, settingsInForce } from "../../domain/units";
import type { TagSystem, Unit, UnitSettings } from "../../gen/pacesetter/registry/v1/unit_pb";
import { PaceRounding, PaceRule, UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { Field, TextField } from "../../ui/fields";
import { useRereadUnits } from "./useRereadUnits";

interface EditUnitProps {
  unit: Unit;
  tree: Tree;
  atRoot: UnitSettings | undefined;
  /** All systems of tags that there are. */
  systems: readonly TagSystem[];
  onClose: () => void;
}

const INHERIT = "inherit";

/** What the unit would have without a setting of its own. */
function inheritedText({ tree, unit, atRoot, systems }: EditUnitProps): { rounding: string; rule: string; decimals: string; accept: string; tags: string } {
  const above = tree.parents.get(unit.code) ?? "";
  const { paceRounding, paceRule, decimals, autoAccept, tagSystems } = settingsInForce(tree, above, atRoot);
  return { rounding: PACE_ROUNDING[paceRounding.value], rule: PACE_RULE[paceRule.value], decimals: `${decimals.value} 位`, accept: autoAccept.value ? "是" : "否", tags: systemsText(systems, tagSystems.value) };
}

/** Name, aliases, region code and own settings of a unit. */
export function EditUnit(props: EditUnitProps) {
  const { unit, onClose } = props;
  const own = unit.settings;
  const [name, setName] = useState(unit.name);
  const [gbCode, setGbCode] = useState(unit.gbCode);
  const [aliases, setAliases] = useState(unit.aliases.join("、"));
  const [rounding, setRounding] = useState<PaceRounding>(own?.paceRounding ?? PaceRounding.UNSPECIFIED);
  const [rule, setRule] = useState<PaceRule>(own?.paceRule ?? PaceRule.UNSPECIFIED);
  const [decimals, setDecimals] = useState(own?.decimals === undefined ? INHERIT : String(own.decimals));
  const [accept, setAccept] = useState(own?.autoAccept === undefined ? INHERIT : String(own.autoAccept));
  const [tags, setTags] = useState<readonly string[] | undefined>(own?.tagSystems?.keys);
  const inherited = inheritedText(props);
  const reread = useRereadUnits();
  const settings = {
    paceRounding: rounding,
    paceRule: rule,
    decimals: decimals === INHERIT ? undefined : Number(decimals),
    autoAccept: accept === INHERIT ? undefined : accept === "true",
    tagSystems: tags && { keys: [...tags] },
  };
  const input = { code: unit.code, name: name.trim(), gbCode: gbCode.trim(), aliases: namesOf(aliases), settings, version: unit.version };
  return (
    <ActionDialog title={`修改单位：${unit.name}`} okText="保存" ready={name.trim() !== ""} act={reread(act(UnitService.method.updateUnit, input))} done="单位已保存" onClose={onClose}>
      {(error) => (
        <>
          <TextField id="name" label="名称" required error={error} value={name} onChange={setName} max={100} />
          <div className="pair-fields">
            <TextField id="gb_code" label="区划代码（六位，没有则空）" error={error} value={gbCode} onChange={setGbCode} max={6} />
            <TextField id="aliases" label="别名（用顿号隔开）" error={error} value={aliases} onChange={setAliases} />
          </div>
          <Field id="pace_rounding" label="时序进度取舍" error={error}>
            <Select id="pace_rounding" value={rounding} onChange={(next: PaceRounding) => setRounding(next)} options={[PaceRounding.UNSPECIFIED, PaceRounding.NONE, PaceRounding.CUT, PaceRounding.HALF_UP].map((value) => ({ value, label: value === PaceRounding.UNSPECIFIED ? `继承上级（${inherited.rounding}）` : PACE_ROUNDING[value] }))} />
          </Field>
          <Field id="pace_rule" label="时序进度计算" error={error}>
            <Select id="pace_rule" value={rule} onChange={(next: PaceRule) => setRule(next)} options={[PaceRule.UNSPECIFIED, PaceRule.CALENDAR, PaceRule.PLAN].map((value) => ({ value, label: value === PaceRule.UNSPECIFIED ? `继承上级（${inherited.rule}）` : PACE_RULE[value] }))} />
          </Field>
          <Field id="decimals" label="百分数小数" error={error}>
            <Select id="decimals" value={decimals} onChange={setDecimals} options={[{ value: INHERIT, label: `继承上级（${inherited.decimals}）` }, ...["0", "1", "2", "3", "4"].map((value) => ({ value, label: `${value} 位` }))]} />
          </Field>
          <Field id="auto_accept" label="提交即审核" error={error}>
            <Select id="auto_accept" value={accept} onChange={setAccept} options={[{ value: INHERIT, label: `继承上级（${inherited.accept}）` }, { value: "true", label: "是：提交的月报直接通过" }, { value: "false", label: "否：由县、市审核" }]} />
          </Field>
          <Field id="tag_systems" label="标签体系" error={error}>
            <Select id="tag_systems" value={tags === undefined ? INHERIT : "own"} onChange={(next) => setTags(next === INHERIT ? undefined : [])} options={[{ value: INHERIT, label: `继承上级（${inherited.tags}）` }, { value: "own", label: "本级设置：启用下面勾选的体系" }]} />
            {tags !== undefined && <Checkbox.Group aria-label="启用的标签体系" style={{ marginTop: 6 }} value={[...tags]} options={props.systems.map((one) => ({ value: one.key, label: one.name }))} onChange={setTags} />}
          </Field>
        </>
      )}
    </ActionDialog>
  );
}
