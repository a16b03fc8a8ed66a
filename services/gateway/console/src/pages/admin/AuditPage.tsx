import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import type { Audited, AuditFilter } from "../../domain/audit";
import { AUDITED, auditSearch, endOf, parseAudit, startOf } from "../../domain/audit";
import { instantText } from "../../domain/month";
import { callText, optionsOf } from "../../domain/words";
import type { AuditEntry, AuditHead } from "../../gen/pacesetter/audit/v1/audit_pb";
import { AuditService } from "../../gen/pacesetter/audit/v1/audit_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { usePages } from "../../ui/usePages";
import { useTitle } from "../../ui/useTitle";
import { EntryDialog, SealedMark } from "./EntryDialog";
import { ExportButton } from "./ExportButton";

const NONE: AuditEntry[] = [];

/** What is asked of the record for a filter. */
export function auditRequest({ service, principal, rpc, from, to }: AuditFilter) {
  return {
    service,
    principal: principal.trim(),
    rpc: rpc.trim(),
    fromTime: from ? timestampFromDate(startOf(from)) : undefined,
    toTime: to ? timestampFromDate(endOf(to)) : undefined,
  };
}

/** The record of all mutations that took effect, sealed block by block. */
export function AuditPage() {
  useTitle("审计记录");
  const [search, setSearch] = useSearchParams();
  const filter = parseAudit(search);
  const [size, setSize] = useState(50);
  const [open, setOpen] = useState<AuditEntry>();
  const asked = auditRequest(filter);
  const pages = usePages(auditSearch(filter).toString() + filter.service, size, setSize);
  const { data, error, refetch, isFetching } = useRead(AuditService.method.listAuditEntries, { ...asked, pageSize: size, pageToken: pages.token });
  const head = useRead(AuditService.method.getAuditHead, { service: filter.service });
  const change = (next: Partial<AuditFilter>) => setSearch(auditSearch({ ...filter, ...next }));
  return (
    <div className="page fill">
      <Filters key={search.toString()} filter={filter} onChange={change} />
      {error ? (
        <ErrorPanel error={error} action="audit.read" onRetry={() => void refetch()} />
      ) : (
        <DataGrid
          label="审计记录"
          fill
          title={<h1>审计记录（只记已生效的变更）</h1>}
          extra={<ExportButton asked={asked} head={head.data?.head} />}
          columns={columns(setOpen)}
          rows={data?.entries ?? NONE}
          rowKey={(row) => String(row.id)}
          loading={isFetching}
          empty="没有符合条件的记录。"
          onOpen={setOpen}
          note={<HeadNote head={head.data?.head} />}
          pager={pages.pager(data, "")}
        />
      )}
      {open && <EntryDialog service={filter.service} entry={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

/** The filter as it is typed; it is asked when it is said so, not letter by letter. */
function Filters({ filter, onChange }: { filter: AuditFilter; onChange: (change: Partial<AuditFilter>) => void }) {
  const [typed, setTyped] = useState(filter);
  const set = (change: Partial<AuditFilter>) => setTyped({ ...typed, ...change });
  return (
    <form className="bar" role="search" aria-label="筛选" onSubmit={(event) => { event.preventDefault(); onChange(typed); }}>
      <Select<Audited> aria-label="服务" value={filter.service} options={optionsOf(AUDITED) as { value: Audited; label: string }[]} onChange={(service) => onChange({ ...typed, service })} style={{ width: 112 }} />
      <Input aria-label="操作人账号" placeholder="操作人账号" allowClear value={typed.principal} onChange={(event) => set({ principal: event.target.value })} style={{ width: 150 }} />
      <Input aria-label="操作代号" placeholder="操作代号，如 SaveReport" allowClear value={typed.rpc} onChange={(event) => set({ rpc: event.target.value })} style={{ width: 200 }} />
      <Input aria-label="从哪天" type="date" value={typed.from} onChange={(event) => set({ from: event.target.value })} style={{ width: 140 }} />
      <span>至</span>
      <Input aria-label="到哪天" type="date" value={typed.to} onChange={(event) => set({ to: event.target.value })} style={{ width: 140 }} />
      <Button htmlType="submit">查询</Button>
      <span className="push" />
    </form>
  );
}

function HeadNote({ head }: { head: AuditHead | undefined }) {
  if (!head?.sha256) return <>还没有封存的区块。</>;
  return (
    <>
      校验：<Mark tone="info">链头 第 {String(head.block)} 块</Mark> {instantText(head.sealTime)} 封存，指纹{" "}
      <span className="hash">{head.sha256}</span>。把链头抄到平台之外，以后即可证明此前的记录没有被改过；全链重算由运维在服务器上执行。
    </>
  );
}

function columns(onOpen: (entry: AuditEntry) => void): Column<AuditEntry>[] {
  return [
    { key: "time", title: "时间", width: 140, phone: "head", render: (row) => instantText(row.recordTime) },
    { key: "call", title: "事项", width: 200, ellipsis: true, phone: "head", render: (row) => <CallName rpc={row.rpc} /> },
    { key: "principal", title: "操作人", width: 170, ellipsis: true, phone: "pair", render: (row) => row.principal },
    { key: "subject", title: "对象", width: 330, ellipsis: true, phone: "wide", render: (row) => row.subject || "—" },
    { key: "sealed", title: "封存", width: 150, phone: "pair", render: (row) => <SealedMark entry={row} /> },
    {
      key: "steps",
      title: "操作",
      width: 72,
      phone: "wide",
      render: (row) => (
        <Button size="small" aria-label={`详情：第 ${row.id} 条`} onClick={() => onOpen(row)}>
          详情
        </Button>
      ),
    },
  ];
}

/** A call by its word, and by its name for whoever filters by it. */
function CallName({ rpc }: { rpc: string }) {
  const word = callText(rpc);
  if (word === rpc) return <>{rpc}</>;
  return (
    <>
      {word} <span className="muted">{rpc}</span>
    </>
  );
}
