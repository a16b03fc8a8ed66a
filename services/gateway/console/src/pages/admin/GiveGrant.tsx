import { Select } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { deedsOf, needsDepartment } from "../../domain/grants";
import { dayAt } from "../../domain/month";
import type { Tree } from "../../domain/tree";
import { optionsOf, ROLES } from "../../domain/words";
import { GrantService } from "../../gen/pacesetter/registry/v1/grant_pb";
import { PeopleService } from "../../gen/pacesetter/registry/v1/people_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, Field, TextField } from "../../ui/fields";
import { UnitPicker } from "../../ui/pickers";

interface GiveGrantProps {
  unit: string;
  tree: Tree | undefined;
  onClose: () => void;
}

/** Gives an account a role over a unit and what lies below it. */
export function GiveGrant({ unit, tree, onClose }: GiveGrantProps) {
  const [grant, setGrant] = useState(() => ({ principal: "", role: "county", unit, department: "", fromDate: dayAt(new Date()), toDate: "" }));
  const [reason, setReason] = useState("");
  const set = (change: Partial<typeof grant>) => setGrant({ ...grant, ...change });
  const { data } = useRead(PeopleService.method.listDepartments, { unit: grant.unit }, grant.unit !== "");
  const departments = (data?.departments ?? []).filter((one) => one.toDate === "").map(({ name }) => ({ value: name, label: name }));
  const asked = needsDepartment(grant.role);
  const ready = grant.principal.trim() !== "" && grant.unit !== "" && (!asked || grant.department !== "");
  const input = { grant: { ...grant, principal: grant.principal.trim() }, reason: reason.trim() };
  const proposed = grant.role === "admin";
  return (
    <ActionDialog title="新增授权" okText="授权" ready={ready} act={act(GrantService.method.giveGrant, input)} done={proposed ? "已提出，待另一位管理员确认" : "已授权"} onClose={onClose}>
      {(error) => (
        <>
          <TextField id="principal" label="账号" required error={error} value={grant.principal} onChange={(principal) => set({ principal })} hint="统一身份认证中的账号标识，不能给自己授权" />
          <Field id="role" label="角色" required error={error} hint={`可以：${deedsOf(grant.role)}。${proposed ? "须另一位管理员确认后才生效。" : ""}`}>
            <Select id="role" value={grant.role} options={optionsOf(ROLES)} onChange={(role: string) => set({ role })} />
          </Field>
          <Field id="unit" label="单位（含下级）" required error={error}>
            <UnitPicker id="unit" tree={tree} value={grant.unit} width="100%" placeholder="选择单位" onChange={(next) => set({ unit: next, department: "" })} />
          </Field>
          <Field id="department" label="部门" required={asked} error={error} hint={asked && departments.length === 0 ? "该单位还没有登记部门" : undefined}>
            <Select id="department" allowClear placeholder={asked ? "选择部门" : "不限"} value={grant.department || undefined} options={departments} onChange={(department?: string) => set({ department: department ?? "" })} />
          </Field>
          <div className="pair-fields">
            <DayField id="from_date" label="开始日期" error={error} value={grant.fromDate} onChange={(fromDate) => set({ fromDate })} />
            <DayField id="to_date" label="结束日期（空为长期）" error={error} value={grant.toDate} onChange={(toDate) => set({ toDate })} />
          </div>
          <TextField id="reason" label="理由" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
