import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { wanText } from "../../domain/money";
import { instantText } from "../../domain/month";
import { tagsText } from "../../domain/tags";
import { callText, fieldText, say, subjectText, valueWords } from "../../domain/words";
import type { Change, FieldChange, GetProjectResponse } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import type { TagSystem } from "../../gen/pacesetter/registry/v1/unit_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { usePages } from "../../ui/usePages";

const NONE: Change[] = [];

type Names = GetProjectResponse["unitNames"];

/** Who changed what, newest first. */
export function HistoryTab({ id, names, systems }: { id: string; names: Names; systems: readonly TagSystem[] }) {
  const [size, setSize] = useState(20);
  const pages = usePages(id, size, setSize);
  const request = { id, pageSize: size, pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(ProjectService.method.listProjectHistory, request);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  return (
    <DataGrid
      label="变更记录"
      columns={columns(names, systems)}
      rows={data?.changes ?? NONE}
      rowKey={(row) => `${row.subject}/${row.version}`}
      loading={isFetching}
      empty="还没有变更。"
      pager={pages.pager(data, "")}
    />
  );
}

const columns = (names: Names, systems: readonly TagSystem[]): Column<Change>[] => [
  { key: "time", title: "时间", width: 140, phone: "head", render: (row) => instantText(row.time) },
  { key: "principal", title: "操作人", width: 120, ellipsis: true, phone: "pair", render: (row) => row.principal },
  { key: "call", title: "操作", width: 100, phone: "pair", render: (row) => <CallText change={row} /> },
  { key: "subject", title: "对象", width: 120, phone: "pair", render: (row) => subjectText(row.subject) },
  { key: "fields", title: "内容", width: 360, phone: "wide", render: (row) => <Fields fields={row.fields} names={names} systems={systems} /> },
  { key: "reason", title: "理由", width: 140, phone: "pair", render: (row) => row.reason || "—" },
];

function CallText({ change }: { change: Change }) {
  if (change.importId === "") return callText(change.call);
  return <Link to={`/imports/${change.importId}`}>{callText(change.call)}</Link>;
}

function Fields({ fields, names, systems }: { fields: readonly FieldChange[]; names: Names; systems: readonly TagSystem[] }) {
  return fields.map((field) => (
    <span key={field.field} className="field-change">
      <span className="muted">{fieldText(field.field)}：</span>
      {field.oldValue && (
        <>
          <del>{valueText(field, field.oldValue, names, systems)}</del> →{" "}
        </>
      )}
      {valueText(field, field.newValue, names, systems) || "（清空）"}
    </span>
  ));
}

/** Yuan become 万元 and codes names; everything else is told as it was recorded. */
function valueText({ field }: FieldChange, value: string, names: Names, systems: readonly TagSystem[]): string {
  if (field === "tags") return tagsText(systems, value.split(" ").filter(Boolean));
  if (field.endsWith(".unit")) return say(names, value);
  return field.endsWith("_yuan") && /^-?\d+$/.test(value) ? `${wanText(BigInt(value))} 万元` : valueWords(field, value);
}
