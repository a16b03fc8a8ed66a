import { Input, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { useTree, useWorkplace } from "../../app/workplace";
import type { DutyFilter, DutyView } from "../../domain/people";
import { DUTY_VIEWS, dutySearch, parseDuty } from "../../domain/people";
import { optionsOf } from "../../domain/words";
import { UnitPicker } from "../../ui/pickers";
import { useSettled } from "../../ui/useSettled";
import { useTitle } from "../../ui/useTitle";
import { LackingGrid } from "./LackingGrid";
import { PeopleGrid } from "./PeopleGrid";
import { PersonDialog } from "./PersonDialog";

/** Who answers for what by name, and which projects have nobody. */
export function PeoplePage() {
  const { home } = useWorkplace();
  const { tree } = useTree(0);
  const [search, setSearch] = useSearchParams();
  const filter = parseDuty(search, home);
  const change = (next: Partial<DutyFilter>) => setSearch(dutySearch({ ...filter, ...next }));
  useTitle(`${DUTY_VIEWS[filter.view]} 责任落实`);
  return (
    <div className="page fill">
      <h1 className="skip-link">责任落实</h1>
      <div className="bar" role="search" aria-label="筛选">
        <Segmented<DutyView> aria-label="看什么" options={optionsOf(DUTY_VIEWS) as { value: DutyView; label: string }[]} value={filter.view} onChange={(view) => change({ view, person: "" })} />
        <span className="push" />
        {filter.view === "people" && <Words key={filter.unit} filter={filter} onChange={(query) => change({ query })} />}
        <UnitPicker tree={tree} value={filter.unit} allowClear={false} onChange={(unit) => change({ unit })} />
      </div>
      {filter.view === "lacking" && <LackingGrid unit={filter.unit} />}
      {filter.view === "people" && <PeopleGrid unit={filter.unit} query={filter.query} onOpen={(person) => change({ person })} />}
      {filter.person && <PersonDialog id={filter.person} onClose={() => change({ person: "" })} />}
    </div>
  );
}

/** What is looked for, asked once the typing pauses. */
function Words({ filter, onChange }: { filter: DutyFilter; onChange: (query: string) => void }) {
  const [typed, setTyped] = useState(filter.query);
  const settled = useSettled(typed.trim());
  useEffect(() => {
    if (settled !== filter.query) onChange(settled);
    // Only what was typed moves the address, never the other way round.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return <Input aria-label="查找人员" placeholder="姓名、部门或职务" allowClear value={typed} onChange={(event) => setTyped(event.target.value)} style={{ width: 200 }} />;
}
