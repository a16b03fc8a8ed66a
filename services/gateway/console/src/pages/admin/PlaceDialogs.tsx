import { InputNumber, Select } from "antd";
import { useState } from "react";
import type { ApiError } from "../../api/errors";
import type { Tree } from "../../domain/tree";
import { UNIT_KIND } from "../../domain/units";
import { enumOptions } from "../../domain/words";
import type { Unit } from "../../gen/pacesetter/registry/v1/unit_pb";
import { UnitKind, UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { Field, TextField } from "../../ui/fields";
import { UnitPicker } from "../../ui/pickers";
import { useRereadUnits } from "./useRereadUnits";

const KINDS = enumOptions(UNIT_KIND) as { value: UnitKind; label: string }[];

function YearField({ value, error, onChange }: { value: number; error: ApiError | null; onChange: (year: number) => void }) {
  return (
    <Field id="from_year" label="从哪一年起" required error={error}>
      <InputNumber id="from_year" min={2000} max={2100} precision={0} value={value} onChange={(next) => onChange(next ?? 0)} />
    </Field>
  );
}

interface MoveUnitProps {
  unit: Unit;
  tree: Tree;
  year: number;
  onClose: () => void;
}

/** Gives a unit another parent from a year on. */
export function MoveUnit({ unit, tree, year, onClose }: MoveUnitProps) {
  const [parent, setParent] = useState("");
  const [fromYear, setFromYear] = useState(year);
  const reread = useRereadUnits();
  const input = { code: unit.code, parent, fromYear, version: unit.version };
  return (
    <ActionDialog title={`改变隶属：${unit.name}`} okText="改隶" ready={parent !== "" && fromYear > 0} act={reread(act(UnitService.method.moveUnit, input))} done={`${unit.name}自${fromYear}年改隶`} onClose={onClose}>
      {(error) => (
        <>
          <p>从所填年度起归到新的上级，以前年度的隶属和汇总不变。</p>
          <Field id="parent" label="新的上级" required error={error}>
            <UnitPicker id="parent" tree={tree} value={parent} onChange={setParent} width="100%" placeholder="选择上级单位" />
          </Field>
          <YearField value={fromYear} error={error} onChange={setFromYear} />
        </>
      )}
    </ActionDialog>
  );
}

interface AddUnitProps {
  parent: Unit;
  year: number;
  onClose: () => void;
}

/** Adds a unit below another one from a year on. */
export function AddUnit({ parent, year, onClose }: AddUnitProps) {
  const [unit, setUnit] = useState({ code: `${parent.code}-`, name: "", kind: parent.kind === UnitKind.PROVINCE ? UnitKind.CITY : parent.kind === UnitKind.CITY ? UnitKind.COUNTY : UnitKind.TOWNSHIP, gbCode: "" });
  const [fromYear, setFromYear] = useState(year);
  const reread = useRereadUnits();
  const set = (change: Partial<typeof unit>) => setUnit({ ...unit, ...change });
  const ready = /^[a-z0-9-]{2,40}$/.test(unit.code) && !unit.code.endsWith("-") && unit.name.trim() !== "" && fromYear > 0;
  const input = { unit: { ...unit, name: unit.name.trim(), gbCode: unit.gbCode.trim() }, parent: parent.code, fromYear };
  return (
    <ActionDialog title={`在${parent.name}下新增单位`} okText="新增" ready={ready} act={reread(act(UnitService.method.createUnit, input))} done={`已新增${unit.name}`} onClose={onClose}>
      {(error) => (
        <>
          <TextField id="code" label="编码" required error={error} value={unit.code} onChange={(code) => set({ code })} max={40} hint="小写字母、数字和连字符，2 至 40 位，以后不变" />
          <TextField id="name" label="名称" required error={error} value={unit.name} onChange={(name) => set({ name })} max={100} />
          <div className="pair-fields">
            <Field id="kind" label="类别" required error={error}>
              <Select id="kind" value={unit.kind} options={KINDS} onChange={(kind: UnitKind) => set({ kind })} />
            </Field>
            <TextField id="gb_code" label="区划代码（没有则空）" error={error} value={unit.gbCode} onChange={(gbCode) => set({ gbCode })} max={6} />
          </div>
          <YearField value={fromYear} error={error} onChange={setFromYear} />
        </>
      )}
    </ActionDialog>
  );
}
