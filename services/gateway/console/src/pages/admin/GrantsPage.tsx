import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { grantedUnit } from "../../domain/permissions";
import type { Grant } from "../../gen/pacesetter/registry/v1/grant_pb";
import { GrantService } from "../../gen/pacesetter/registry/v1/grant_pb";
import { DataGrid } from "../../ui/DataGrid";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { UnitPicker } from "../../ui/pickers";
import { usePages } from "../../ui/usePages";
import { useSettled } from "../../ui/useSettled";
import { useTitle } from "../../ui/useTitle";
import { ConfirmGrant, WithdrawGrant } from "./GrantDialogs";
import { GiveGrant } from "./GiveGrant";
import { RolesNote } from "./RolesNote";
import { grantColumns } from "./grantColumns";

const NONE: Grant[] = [];

type Deed = { kind: "confirm" | "withdraw"; grant: Grant };

/** Who may do what where: given, confirmed by a second person, withdrawn, never changed. */
export function GrantsPage() {
  useTitle("授权");
  const { session } = useWorkplace();
  const { tree } = useTree(0);
  const [search, setSearch] = useSearchParams();
  const [principal, setPrincipal] = useState(search.get("principal") ?? "");
  const asked = useSettled(principal.trim());
  const [size, setSize] = useState(50);
  const [giving, setGiving] = useState(false);
  const [deed, setDeed] = useState<Deed>();
  const unit = search.get("unit") || grantedUnit(session.grants, "grant.write");
  const withEnded = search.get("ended") === "1";
  const pages = usePages(`${unit}|${asked}|${withEnded}`, size, setSize);
  const request = { unit, principal: asked, withEnded, pageSize: size, pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(GrantService.method.listGrants, request);
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next);
  };
  return (
    <div className="page fill">
      <div className="bar" role="search" aria-label="筛选">
        <UnitPicker tree={tree} value={unit} allowClear={false} onChange={(next) => set("unit", next)} />
        <Input aria-label="账号" placeholder="账号（完整）" allowClear value={principal} onChange={(event) => setPrincipal(event.target.value)} style={{ width: 200 }} />
        <Checkbox checked={withEnded} onChange={(event) => set("ended", event.target.checked ? "1" : "")}>
          含已收回和到期的
        </Checkbox>
        <span className="push" />
        <RolesNote />
      </div>
      {error ? (
        <ErrorPanel error={error} action="grant.write" onRetry={() => void refetch()} />
      ) : (
        <DataGrid
          label="授权"
          fill
          title={<h1>授权（本单位及下级）</h1>}
          extra={
            <Button type="primary" size="small" onClick={() => setGiving(true)}>
              新增授权
            </Button>
          }
          columns={grantColumns(session.principal, (kind, grant) => setDeed({ kind, grant }))}
          rows={data?.grants ?? NONE}
          rowKey={(row) => row.id}
          loading={isFetching}
          empty="这里还没有授权。点“新增授权”给账号一个角色。"
          note="授权只给出、确认和收回，不修改、不删除；收回后五分钟内各处生效。管理员角色须另一位管理员确认后才生效。"
          pager={pages.pager(data, "")}
        />
      )}
      {giving && <GiveGrant unit={unit} tree={tree} onClose={() => setGiving(false)} />}
      {deed?.kind === "confirm" && <ConfirmGrant grant={deed.grant} onClose={() => setDeed(undefined)} />}
      {deed?.kind === "withdraw" && <WithdrawGrant grant={deed.grant} onClose={() => setDeed(undefined)} />}
    </div>
  );
}
