import type { InputRef } from "antd";
import { Button, Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { LIBRARY } from "../../domain/libraries";
import type { ProjectFilter } from "../../domain/filters";
import { EMPTY_FILTER } from "../../domain/filters";
import { tagName, tagOptions } from "../../domain/tags";
import type { Tree } from "../../domain/tree";
import { CATEGORIES, enumOptions, LISTINGS, NATURE_OPTIONS, optionsOf, REPORT_STATUS, STAGE } from "../../domain/words";
import { Library, Nature, ReportStatus, Stage } from "../../gen/pacesetter/registry/v1/project_pb";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";
import { MonthPicker } from "../../ui/MonthPicker";
import { Choice, UnitPicker } from "../../ui/pickers";

interface FilterBarProps {
  filter: ProjectFilter;
  tree: Tree | undefined;
  /** Systems of tags in force; without any there is nothing to choose. */
  systems: readonly TagSystem[];
  onChange: (filter: ProjectFilter) => void;
}

/** The filters, in one line from 1366 pixels on. */
export function FilterBar({ filter, tree, systems, onChange }: FilterBarProps) {
  const set = (change: Partial<ProjectFilter>) => onChange({ ...filter, ...change });
  return (
    <form className="bar one-line" role="search" aria-label="筛选" onSubmit={(event) => event.preventDefault()}>
      <MonthPicker value={filter.month} onChange={(month) => set({ month })} />
      <UnitPicker tree={tree} width={136} value={filter.unit} onChange={(unit) => set({ unit })} />
      <Choice label="级别" none="" value={filter.listing} options={optionsOf(LISTINGS)} onChange={(listing) => set({ listing })} />
      <Choice
        label="类别"
        none=""
        width={104}
        value={filter.category}
        options={optionsOf(CATEGORIES)}
        onChange={(category) => set({ category })}
      />
      <Choice
        label="性质"
        none={Nature.UNSPECIFIED}
        width={84}
        value={filter.nature}
        options={NATURE_OPTIONS}
        onChange={(nature) => set({ nature })}
      />
      <Choice
        label="阶段"
        none={Stage.UNSPECIFIED}
        width={84}
        value={filter.stage}
        options={enumOptions(STAGE) as { value: Stage; label: string }[]}
        onChange={(stage) => set({ stage })}
      />
      <Choice
        label="月报"
        none={ReportStatus.UNSPECIFIED}
        width={108}
        value={filter.reportStatus}
        options={enumOptions(REPORT_STATUS) as { value: ReportStatus; label: string }[]}
        onChange={(reportStatus) => set({ reportStatus })}
      />
      <Choice
        label="项目库"
        none={Library.UNSPECIFIED}
        width={116}
        value={filter.library}
        options={enumOptions(LIBRARY) as { value: Library; label: string }[]}
        onChange={(library) => set({ library })}
      />
      {(systems.length > 0 || filter.tag !== "") && (
        <TagChoice value={filter.tag} systems={systems} onChange={(tag) => set({ tag })} />
      )}
      <Search value={filter.query} onSearch={(query) => set({ query })} />
      <Button onClick={() => onChange({ ...EMPTY_FILTER, month: filter.month })}>重置</Button>
    </form>
  );
}

/** One tag, each system's under its name; one of a system that is no longer in force can still be put away. */
function TagChoice({ value, systems, onChange }: { value: string; systems: readonly TagSystem[]; onChange: (tag: string) => void }) {
  return (
    <Select
      aria-label="标签"
      placeholder="标签"
      allowClear
      style={{ width: 104 }}
      popupMatchSelectWidth={false}
      value={value === "" ? undefined : value}
      options={tagOptions(systems)}
      labelRender={() => tagName(systems, value).name}
      onChange={(tag: string | undefined) => onChange(tag ?? "")}
    />
  );
}

/** Words to find; the key / leads here from anywhere. */
function Search({ value, onSearch }: { value: string; onSearch: (query: string) => void }) {
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.closest("input, textarea");
      if (event.key !== "/" || inField) return;
      event.preventDefault();
      input.current?.focus({ cursor: "all" });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Input.Search
      ref={input}
      aria-label="搜索项目名称、代码、单位（按 / 键）"
      placeholder="名称 / 代码 / 单位（按 / ）"
      allowClear
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(query) => onSearch(query.trim())}
      style={{ flex: "1 1 160px", minWidth: 160, maxWidth: 300 }}
    />
  );
}
