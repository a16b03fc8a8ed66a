import { Select } from "antd";
import { useState } from "react";
import { useRead } from "../api/queries";
import { monthOf } from "../domain/month";
import { ProjectService } from "../gen/pacesetter/registry/v1/project_pb";
import { useSettled } from "./useSettled";

interface Picked {
  id: string;
  name: string;
}

interface ProjectPickerProps {
  id: string;
  value: readonly Picked[];
  onChange: (projects: Picked[]) => void;
  /** Any number of them; else one at most. */
  several?: boolean;
  /** The plan year whose projects are meant. */
  year: number;
  /** The project that is asked about, which is no part of itself. */
  but: string;
}

/** Picks projects that the user may see, by name, code or company; those picked stay, whatever is looked for. */
export function ProjectPicker({ id, value, onChange, several = false, year, but }: ProjectPickerProps) {
  const [typed, setTyped] = useState("");
  const query = useSettled(typed);
  const { data, isFetching, error } = useRead(ProjectService.method.listProjects, { month: monthOf(year, 12), query, pageSize: 20 });
  const found = (data?.rows ?? []).filter((row) => row.id !== but);
  const known = [...value, ...found.filter((row) => value.every((one) => one.id !== row.id))];
  const options = known.map((one) => ({ value: one.id, label: "unitName" in one ? `${one.name}（${one.unitName}）` : one.name, name: one.name }));
  const pick = (ids: readonly string[]) => onChange(ids.map((key) => ({ id: key, name: options.find((one) => one.value === key)?.name ?? key })));
  return (
    <Select<string | string[]>
      id={id}
      mode={several ? "multiple" : undefined}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={isFetching}
      placeholder="输入项目名称、代码或单位查找"
      notFoundContent={error ? error.message : isFetching ? "正在查找…" : "没有找到项目。"}
      value={several ? value.map((one) => one.id) : value[0]?.id}
      options={options}
      onChange={(next) => pick(next === undefined ? [] : [next].flat())}
      style={{ width: "100%" }}
    />
  );
}
