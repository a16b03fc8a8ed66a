import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import type { Person } from "../../gen/pacesetter/registry/v1/people_pb";
import { PeopleService } from "../../gen/pacesetter/registry/v1/people_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { usePages } from "../../ui/usePages";

const NONE: Person[] = [];

interface PeopleGridProps {
  unit: string;
  query: string;
  onOpen: (person: string) => void;
}

/** The people in office of a unit and those below it. */
export function PeopleGrid({ unit, query, onOpen }: PeopleGridProps) {
  const [size, setSize] = useState(50);
  const pages = usePages(`${unit}|${query}`, size, setSize);
  const { data, error, refetch, isFetching } = useRead(PeopleService.method.listPeople, { unit, query, pageSize: size, pageToken: pages.token });
  if (error) return <ErrorPanel error={error} action="duty.read" onRetry={() => void refetch()} />;
  return (
    <DataGrid
      label="在任人员"
      fill
      title={<h2>在任人员（本单位及下级）</h2>}
      columns={columns(onOpen)}
      rows={data?.people ?? NONE}
      rowKey={(row) => row.id}
      loading={isFetching}
      empty={query ? `没有找到“${query}”。` : "还没有登记人员，由管理员登记。"}
      onOpen={(row) => onOpen(row.id)}
      note="电话按职责范围显示：不需要联系其人的账号看到的是遮蔽后的号码。"
      pager={pages.pager(data, "")}
    />
  );
}

function columns(onOpen: (person: string) => void): Column<Person>[] {
  return [
    { key: "name", title: "姓名", width: 140, fixed: true, phone: "head", render: (row) => row.name },
    { key: "unit", title: "单位", width: 140, phone: "pair", render: (row) => row.unitName || row.unit },
    { key: "department", title: "部门", width: 160, ellipsis: true, phone: "pair", render: (row) => row.department || "—" },
    { key: "position", title: "职务", width: 140, ellipsis: true, phone: "pair", render: (row) => row.position || "—" },
    { key: "phone", title: "电话", width: 130, phone: "pair", render: (row) => <span className="number">{row.phone || "—"}</span> },
    { key: "days", title: "任期", width: 200, phone: "wide", render: (row) => `${row.fromDate} 至 ${row.toDate || "今"}` },
    {
      key: "steps",
      title: "负责的项目",
      width: 110,
      phone: "wide",
      render: (row) => (
        <Button size="small" aria-label={`查看${row.name}负责的项目`} onClick={() => onOpen(row.id)}>
          查看
        </Button>
      ),
    },
  ];
}
