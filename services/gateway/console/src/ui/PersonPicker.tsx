import { Select } from "antd";
import { useState } from "react";
import { useRead } from "../api/queries";
import type { Person } from "../gen/pacesetter/registry/v1/people_pb";
import { PeopleService } from "../gen/pacesetter/registry/v1/people_pb";
import { useSettled } from "./useSettled";

interface PersonPickerProps {
  id: string;
  value: string;
  onChange: (person: string) => void;
  /** The day on which they must be in office; empty is today. */
  date?: string;
}

/** Where somebody is found: 发改局 副主任（邹平市）. */
export function placeText({ department, position, unitName, unit }: Person): string {
  return [[department, position].filter(Boolean).join(" "), `（${unitName || unit}）`].join("");
}

/** Picks a person whom the caller may see, by name, department or position. */
export function PersonPicker({ id, value, onChange, date = "" }: PersonPickerProps) {
  const [typed, setTyped] = useState("");
  const query = useSettled(typed);
  const { data, isFetching, error } = useRead(PeopleService.method.listPeople, { query, date, pageSize: 50 });
  const people = data?.people ?? [];
  return (
    <Select
      id={id}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={isFetching}
      placeholder="输入姓名、部门或职务查找"
      notFoundContent={error ? error.message : isFetching ? "正在查找…" : "没有找到在任人员，请管理员先登记。"}
      value={value || undefined}
      options={people.map((person) => ({ value: person.id, label: `${person.name} ${placeText(person)}` }))}
      onChange={(next?: string) => onChange(next ?? "")}
      style={{ width: "100%" }}
    />
  );
}
