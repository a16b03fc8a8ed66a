import { useState } from "react";
import { STAGE } from "../../domain/words";
import type { StageRecord } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { Stage } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { TextField } from "../../ui/fields";

interface CertifyDialogProps {
  project: Project;
  row: StageRecord;
  certify: boolean;
  onClose: () => void;
}

/** Certifies a stage on the evidence there is, or refuses to. */
export function CertifyDialog({ project, row, certify, onClose }: CertifyDialogProps) {
  const [text, setText] = useState("");
  const { id, version } = project;
  const stage = row.entry?.stage ?? Stage.UNSPECIFIED;
  const said = text.trim();
  const { certifyStage, rejectCertification } = LifecycleService.method;
  return (
    <ActionDialog
      title={`${STAGE[stage]}${certify ? "认定" : "不予认定"}：${project.name}`}
      okText={certify ? "认定" : "不予认定"}
      ready={certify || said !== ""}
      act={certify ? act(certifyStage, { id, version, stage, comment: said }) : act(rejectCertification, { id, version, stage, reason: said })}
      done={certify ? `已认定${STAGE[stage]}` : `${STAGE[stage]}不予认定，须补充佐证重新登记`}
      onClose={onClose}
    >
      {(error) => (
        <>
          <p>
            {STAGE[stage]}日期 {row.entry?.date}，佐证 {row.evidence.length} 件。{certify && "认定后日期不再改动。"}
          </p>
          <TextField id="said" name={certify ? "comment" : "reason"} label={certify ? "认定意见" : "理由"} required={!certify} long error={error} value={text} onChange={setText} max={500} />
        </>
      )}
    </ActionDialog>
  );
}
