import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { dayAt } from "../../domain/month";
import { mayAt } from "../../domain/permissions";
import { unitName } from "../../domain/tree";
import type { Department } from "../../gen/pacesetter/registry/v1/people_pb";
import { PeopleService } from "../../gen/pacesetter/registry/v1/people_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import type { Column } from "../../ui/columns";
import { DataGrid } from "../../ui/DataGrid";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { DayField, TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { UnitPicker } from "../../ui/pickers";
import { useTitle } from "../../ui/useTitle";

const NONE: Department[] = [];

/** The departments of a unit, by which people and grants are told apart. */
export function DepartmentsPage() {
  useTitle("部门");
  const { session, home } = useWorkplace();
  const { tree } = useTree(0);
  const [search, setSearch] = useSearchParams();
  const unit = search.get("unit") || home;
  const closed = search.get("closed") === "1";
  const show = (next: string, ended: boolean) => setSearch({ unit: next, ...(ended ? { closed: "1" } : {}) });
  const [today] = useState(() => dayAt(new Date()));
  const [deed, setDeed] = useState<"add" | Department>();
  const { data, error, refetch, isFetching } = useRead(PeopleService.method.listDepartments, { unit });
  const may = mayAt(session.grants, "unit.write", tree, unit);
  const rows = (data?.departments ?? NONE).filter((row) => closed || isOpen(row, today));
  return (
    <div className="page fill">
      <h1 className="skip-link">部门</h1>
      <div className="bar" role="search" aria-label="筛选">
        <UnitPicker tree={tree} value={unit} allowClear={false} width={200} onChange={(next) => show(next, closed)} />
        <Checkbox checked={closed} onChange={(event) => show(unit, event.target.checked)}>
          含已撤销的
        </Checkbox>
        <span className="push" />
        {may && (
          <Button type="primary" onClick={() => setDeed("add")}>
            新增部门
          </Button>
        )}
      </div>
      {error ? (
        <ErrorPanel error={error} action="unit.write" onRetry={() => void refetch()} />
      ) : (
        <DataGrid
          label="部门"
          fill
          title={<h2>{unitName(tree, unit)}的部门（本级）</h2>}
          columns={columns(today, may ? setDeed : undefined)}
          rows={rows}
          rowKey={(row) => `${row.name}/${row.fromDate}`}
          loading={isFetching}
          empty="还没有部门。"
          note="部门以名称为准，名称不能修改；撤销以后，人员和授权中仍保留它的名称。"
        />
      )}
      {deed === "add" && <AddDepartment unit={unit} name={unitName(tree, unit)} today={today} onClose={() => setDeed(undefined)} />}
      {deed && deed !== "add" && <CloseDepartment department={deed} today={today} onClose={() => setDeed(undefined)} />}
    </div>
  );
}

const isOpen = ({ toDate }: Department, today: string) => toDate === "" || toDate >= today;

function AddDepartment({ unit, name: unitText, today, onClose }: { unit: string; name: string; today: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [fromDate, setFromDate] = useState(today);
  const input = { department: { unit, name: name.trim(), fromDate } };
  return (
    <ActionDialog title={`新增部门：${unitText}`} okText="新增" ready={name.trim() !== "" && fromDate !== ""} act={act(PeopleService.method.createDepartment, input)} done="部门已新增" onClose={onClose}>
      {(error) => (
        <>
          <TextField id="name" label="名称（如 行政审批）" required error={error} value={name} onChange={setName} max={100} />
          <DayField id="from_date" label="起始日期" required error={error} value={fromDate} onChange={setFromDate} />
        </>
      )}
    </ActionDialog>
  );
}

function CloseDepartment({ department: { unit, name, version }, today, onClose }: { department: Department; today: string; onClose: () => void }) {
  const [toDate, setToDate] = useState(today);
  return (
    <ActionDialog title={`撤销部门：${name}`} okText="撤销" danger ready={toDate !== ""} act={act(PeopleService.method.closeDepartment, { unit, name, toDate, version })} done="部门已撤销" onClose={onClose}>
      {(error) => (
        <>
          <p>“{name}”到这一天为止；以后不能再选，已登记的人员和授权保留它的名称，不随之结束。</p>
          <DayField id="to_date" label="最后一天" required error={error} value={toDate} onChange={setToDate} />
        </>
      )}
    </ActionDialog>
  );
}

function columns(today: string, onClose: ((department: Department) => void) | undefined): Column<Department>[] {
  return [
    { key: "name", title: "名称", width: 220, fixed: true, phone: "head", render: (row) => row.name },
    { key: "from", title: "起始日期", width: 120, phone: "pair", render: (row) => <span className="number">{row.fromDate}</span> },
    { key: "to", title: "最后一天", width: 120, phone: "pair", render: (row) => <span className="number">{row.toDate || "—"}</span> },
    { key: "state", title: "状态", width: 90, phone: "pair", render: (row) => <Mark tone={isOpen(row, today) ? "good" : "quiet"}>{isOpen(row, today) ? "在用" : "已撤销"}</Mark> },
    ...(onClose
      ? [
          {
            key: "deeds",
            title: "操作",
            width: 90,
            phone: "wide" as const,
            screenOnly: true,
            render: (row: Department) =>
              row.toDate === "" && (
                <Button size="small" aria-label={`撤销${row.name}`} onClick={() => onClose(row)}>
                  撤销
                </Button>
              ),
          },
        ]
      : []),
  ];
}
