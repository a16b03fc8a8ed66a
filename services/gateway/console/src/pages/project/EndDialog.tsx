import { useState } from "react";
import { bearerText, RESPONSIBILITY } from "../../domain/responsibility";
import type { Responsibility } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, TextField } from "../../ui/fields";

interface EndDialogProps {
  row: Responsibility;
  day: string;
  onClose: () => void;
}

/** Ends a responsibility after a day, which may lie ahead. */
export function EndDialog({ row, day, onClose }: EndDialogProps) {
  const [toDate, setToDate] = useState(day);
  const [reason, setReason] = useState("");
  const input = { id: row.id, toDate, reason: reason.trim(), version: row.version };
  return (
    <ActionDialog
      title={`结束${RESPONSIBILITY[row.kind]}责任：${bearerText(row)}`}
      okText="结束"
      ready={toDate !== ""}
      act={act(ResponsibilityService.method.endResponsibility, input)}
      done="责任已结束，记录保留"
      onClose={onClose}
    >
      {(error) => (
        <>
          <DayField id="to_date" label="最后一天" required error={error} value={toDate} onChange={setToDate} />
          <TextField id="reason" label="理由" long error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
