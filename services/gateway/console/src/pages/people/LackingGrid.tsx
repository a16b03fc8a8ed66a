import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { dayAt } from "../../domain/month";
import { grouped } from "../../domain/money";
import { lacksText } from "../../domain/responsibility";
import type { UnassignedProject } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { CaliberNote } from "../../ui/Figure";
import { Mark } from "../../ui/Mark";
import { usePages } from "../../ui/usePages";
import { DayPicker } from "./DayPicker";

const NONE: UnassignedProject[] = [];

const FORMULA = "当天所在年度列入的项目中，没有包联领导，或者首席服务员和驻企服务员都没有的；当天以前已竣工、投产或退库的不计。";

/** The projects that have nobody on a day, each with the way to where somebody is named. */
export function LackingGrid({ unit }: { unit: string }) {
  const [day, setDay] = useState(() => dayAt(new Date()));
  const [size, setSize] = useState(50);
  const [total, setTotal] = useState({ of: "", count: 0n });
  const key = `${unit}|${day}`;
  const pages = usePages(key, size, setSize);
  const request = { unit, date: day, pageSize: size, pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(ResponsibilityService.method.listUnassignedProjects, request);
  // The first page alone tells how many there are.
  if (data && !isFetching && pages.page === 0 && (total.of !== key || total.count !== data.total)) setTotal({ of: key, count: data.total });
  if (error) return <ErrorPanel error={error} action="duty.read" onRetry={() => void refetch()} />;
  return (
    <DataGrid
      label="无人负责的项目"
      fill
      title={<h2>无人负责的项目（{day}）</h2>}
      extra={
        <>
          <CaliberNote caliber={{ title: "无人负责", formula: FORMULA, cutoff: `截至${day}` }} />
          <DayPicker day={day} onChange={setDay} />
        </>
      }
      columns={COLUMNS}
      rows={data?.projects ?? NONE}
      rowKey={(row) => row.id}
      loading={isFetching}
      empty={`${day} 这一天，每个项目都有包联领导和服务员，或者这一年还没有列入项目。`}
      pager={pages.pager(data, total.of === key ? `共 ${grouped(total.count)} 个项目` : "")}
    />
  );
}

const COLUMNS: Column<UnassignedProject>[] = [
  { key: "name", title: "项目名称", width: 420, fixed: true, ellipsis: true, phone: "head", render: (row) => <Link to={`/projects/${row.id}?tab=duty`}>{row.name}</Link> },
  { key: "unit", title: "考核单位", width: 140, phone: "pair", render: (row) => row.unitName || row.unit },
  { key: "lacks", title: "缺什么", width: 220, phone: "wide", render: (row) => <Mark tone="warn">{lacksText(row.lacksLeadOfficial, row.lacksServiceOfficer)}</Mark> },
];
