import { Button } from "antd";
import { useState } from "react";
import { dayAt } from "../../domain/month";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { Stage } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, TextField } from "../../ui/fields";

/** The day of the substantive start, which a ceremony alone is not. */
export function SubstantiveStart({ project, may }: { project: Project; may: boolean }) {
  const [open, setOpen] = useState(false);
  const day = project.substantiveStartDate;
  const started = project.stage >= Stage.STARTED && project.stage !== Stage.WITHDRAWN;
  return (
    <p className="line">
      <span className="muted">实质性开工（奠基仪式不算）：</span>
      {day || "未登记"}
      {may && started && (
        <Button size="small" onClick={() => setOpen(true)}>
          {day ? "更正实质性开工" : "登记实质性开工"}
        </Button>
      )}
      {open && <StartDialog project={project} onClose={() => setOpen(false)} />}
    </p>
  );
}

function StartDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const [today] = useState(() => dayAt(new Date()));
  const [date, setDate] = useState(project.substantiveStartDate || today);
  const [reason, setReason] = useState("");
  const input = { id: project.id, date, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog title="登记实质性开工" okText={date ? "登记" : "撤销登记"} ready={date !== project.substantiveStartDate} act={act(LifecycleService.method.recordSubstantiveStart, input)} done={date ? "已登记实质性开工" : "已撤销登记"} onClose={onClose}>
      {(error) => (
        <>
          <DayField id="date" label="日期（清空为撤销）" error={error} value={date} max={today} onChange={setDate} />
          <TextField id="reason" label="说明" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
