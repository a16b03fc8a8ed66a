import { Button } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { rulesText } from "../../domain/due";
import { instantText, isMonth, monthAt, monthText, yearOf } from "../../domain/month";
import { mayAt } from "../../domain/permissions";
import { unitName } from "../../domain/tree";
import type { CalendarVersion, GetCalendarResponse } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { CalendarService } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { Panel } from "../../ui/Panel";
import { UnitPicker } from "../../ui/pickers";
import { useTitle } from "../../ui/useTitle";
import { CalendarDialog } from "./CalendarDialog";

/** When a unit's reports are due: what is in force, whose it is, and all that the unit decided itself. */
export function CalendarsPage() {
  useTitle("报送日历");
  const { session, home } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const [now] = useState(() => monthAt(new Date()));
  const asked = search.get("month") ?? "";
  const month = isMonth(asked) ? asked : now;
  const unit = search.get("unit") || home;
  const { tree } = useTree(yearOf(month));
  const [editing, setEditing] = useState(false);
  const { data, error, refetch, isFetching } = useRead(CalendarService.method.getCalendar, { unit, month });
  const change = (next: Record<string, string>) => setSearch({ unit, month, ...next });
  return (
    <div className="page">
      <h1 className="skip-link">报送日历</h1>
      <div className="bar" role="search" aria-label="筛选">
        <UnitPicker tree={tree} value={unit} allowClear={false} width={200} onChange={(next) => change({ unit: next })} />
        <MonthPicker value={month} onChange={(next) => change({ month: next })} />
        <span className="push" />
        {data && mayAt(session.grants, "unit.write", tree, unit) && (
          <Button type="primary" onClick={() => setEditing(true)}>
            调整日历
          </Button>
        )}
      </div>
      {error && <ErrorPanel error={error} action="unit.write" onRetry={() => void refetch()} />}
      {data && <InForce name={unitName(tree, unit)} unit={unit} calendar={data} />}
      {data && (
        <DataGrid
          label="本级日历"
          title={<h2>{unitName(tree, unit)}自己定过的日历</h2>}
          columns={COLUMNS}
          rows={data.versions}
          rowKey={(row) => String(row.version)}
          loading={isFetching}
          empty="没有定过，沿用上级的日历。"
          note="一个月按最后定的、已到执行月份的一版；没有规则的一版表示改回沿用上级。"
        />
      )}
      {editing && data && <CalendarDialog unit={unit} name={unitName(tree, unit)} calendar={data} now={now} onClose={() => setEditing(false)} />}
    </div>
  );
}

function InForce({ name, unit, calendar }: { name: string; unit: string; calendar: GetCalendarResponse }) {
  const { rulesUnit, rulesUnitName, rulesVersion, rulesEffectiveDate, rules, month } = calendar;
  const whose = rulesUnit === "" ? "平台默认" : rulesUnit === unit ? "本级" : `沿用${rulesUnitName}`;
  return (
    <Panel
      title={`${name} ${monthText(month)}执行的日历`}
      extra={
        <span className="muted">
          {whose}，第{rulesVersion}版，{rulesEffectiveDate}起
        </span>
      }
    >
      <ul className="policy-rules">
        {rules.map((rule) => (
          <li key={rule.category}>
            {rulesText([rule])}
            {rules.length > 1 && rule.category === "" && "（其他项目）"}
            <span className="muted">（依据：{rule.source}）</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const COLUMNS: Column<CalendarVersion>[] = [
  { key: "version", title: "版本", width: 60, align: "center", phone: "head", render: (row) => `第${row.version}版` },
  { key: "from", title: "执行月份", width: 100, phone: "pair", render: (row) => `${monthText(row.fromMonth)}起` },
  { key: "rules", title: "规则", width: 360, ellipsis: true, phone: "wide", render: (row) => (row.rules.length > 0 ? rulesText(row.rules) : "改回沿用上级") },
  { key: "reason", title: "理由", width: 200, ellipsis: true, phone: "wide", render: (row) => row.reason },
  { key: "principal", title: "经办", width: 120, ellipsis: true, phone: "pair", render: (row) => row.principal },
  { key: "time", title: "时间", width: 136, phone: "pair", render: (row) => instantText(row.time) },
];
