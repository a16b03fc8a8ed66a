import { Select } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { monthText, yearOf } from "../../domain/month";
import type { UnitMonth } from "../../gen/pacesetter/registry/v1/month_pb";
import { MonthService } from "../../gen/pacesetter/registry/v1/month_pb";
import { WorkKind, WorkService } from "../../gen/pacesetter/registry/v1/work_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { Field, TextField } from "../../ui/fields";

interface DialogProps {
  of: UnitMonth;
  onClose: () => void;
}

const key = ({ unit, month, version }: UnitMonth) => ({ unit, month, version });

/** Hands in a month as it stands; what is missing needs a reason. Of the topmost nobody decides above. */
export function SubmitMonth({ of, top, onClose }: DialogProps & { top: boolean }) {
  const [reason, setReason] = useState("");
  const outstanding = of.counts?.outstanding ?? 0;
  return (
    <ActionDialog
      title={`整月上报：${of.unitName}${monthText(of.month)}月报`}
      okText="上报"
      ready={outstanding === 0 || reason.trim() !== ""}
      act={act(MonthService.method.submitMonth, { ...key(of), reason: reason.trim() })}
      done="已上报"
      onClose={onClose}
    >
      {(error) => (
        <>
          <p>
            应报 {of.counts?.due ?? 0} 份，已审核 {of.counts?.accepted ?? 0} 份，未报 {outstanding} 份。
            {top ? "市级上报后即为已审核，以后的补报和更正逐个项目办理。" : "上报后等待上级审核，期间本级及以下不能修改这个月的月报，退回后才能修改。"}
          </p>
          <TextField id="reason" label={outstanding > 0 ? "未报原因" : "说明（可不填）"} required={outstanding > 0} long max={500} error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}

/** Accepts a month with all its reports that wait. */
export function AcceptMonth({ of, onClose }: DialogProps) {
  return (
    <ActionDialog title={`审核：${of.unitName}${monthText(of.month)}月报`} okText="审核通过" ready act={act(MonthService.method.acceptMonth, key(of))} done="已审核" onClose={onClose}>
      {() => (
        <p>
          {of.unitName}及以下单位这个月待审的 {of.counts?.waiting ?? 0} 份月报随之全部审核通过，其数字从现在起计入汇总。未报 {of.counts?.outstanding ?? 0} 份
          {of.steps.at(-1)?.reason && `，上报说明：${of.steps.at(-1)!.reason}`}。
        </p>
      )}
    </ActionDialog>
  );
}

/** Sends a month back with a reason, and the reports that are to be corrected with it. */
export function ReturnMonth({ of, onClose }: DialogProps) {
  const [reason, setReason] = useState("");
  const [projects, setProjects] = useState<string[]>([]);
  const waiting = useRead(WorkService.method.listWork, { unit: of.unit, year: yearOf(of.month), kind: WorkKind.REPORT_WAITING, pageSize: 500 });
  const options = (waiting.data?.items ?? []).filter((item) => item.month === of.month).map((item) => ({ value: item.projectId, label: `${item.projectName}（${item.unitName}）` }));
  return (
    <ActionDialog
      title={`退回：${of.unitName}${monthText(of.month)}月报`}
      okText="退回"
      danger
      ready={reason.trim() !== ""}
      act={act(MonthService.method.returnMonth, { ...key(of), reason: reason.trim(), projectIds: projects })}
      done="已退回"
      onClose={onClose}
    >
      {(error) => (
        <>
          <p>退回后{of.unitName}可以修改并再次上报。选中的月报一并退回，其余的继续等待审核。</p>
          <TextField id="reason" label="退回理由" required long max={500} error={error} value={reason} onChange={setReason} />
          <Field id="project_ids" label="一并退回的月报（可不选）" error={error}>
            <Select id="project_ids" mode="multiple" showSearch={{ optionFilterProp: "label" }} options={options} value={projects} onChange={setProjects} placeholder="选择项目" />
          </Field>
        </>
      )}
    </ActionDialog>
  );
}
