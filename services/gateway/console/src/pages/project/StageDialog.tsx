import { Button, Select } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { certifiable, enterable, isHash, nextStage } from "../../domain/life";
import { dayAt } from "../../domain/month";
import { STAGE } from "../../domain/words";
import { DocumentService } from "../../gen/pacesetter/registry/v1/document_pb";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project, Stage } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, Field, TextField } from "../../ui/fields";
import type { Piece } from "./EvidenceFields";
import { emptyPiece, EvidenceFields, pieceOf } from "./EvidenceFields";

const MOST = 20;

/** Enters a stage on a day, with the evidence that it takes. */
export function StageDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const [today] = useState(() => dayAt(new Date()));
  const [stage, setStage] = useState<Stage>(() => nextStage(project.stage));
  const [date, setDate] = useState(today);
  const [reason, setReason] = useState("");
  const [pieces, setPieces] = useState<Piece[]>(() => [emptyPiece(today)]);
  const { data } = useRead(DocumentService.method.listDocuments, { projectId: project.id });
  const documents = (data?.documents ?? []).filter((one) => !one.withdrawal);
  const asked = certifiable(stage);
  const evidence = asked ? pieces.map(pieceOf) : [];
  const input = { id: project.id, stage, date, evidence, version: project.version, reason: reason.trim() };
  const ready = date !== "" && (!asked || (pieces.length > 0 && pieces.every((p) => isHash(p.sha256) && p.fileName.trim() !== "" && p.takenDay !== "")));
  const set = (at: number, change: Partial<Piece>) => setPieces((all) => all.map((piece, i) => (i === at ? { ...piece, ...change } : piece)));
  return (
    <ActionDialog
      title={`登记阶段：${project.name}`}
      okText="登记"
      ready={ready}
      act={act(LifecycleService.method.enterStage, input)}
      done={`已登记${STAGE[stage]}${asked ? "，等待认定" : ""}`}
      onClose={onClose}
    >
      {(error) => (
        <>
          <Field id="stage" label="阶段" error={error} required hint={`当前阶段：${STAGE[project.stage]}。已登记过的阶段可补日期和佐证。`}>
            <Select id="stage" value={stage} options={enterable(project.stage).map((value) => ({ value, label: STAGE[value] }))} onChange={setStage} />
          </Field>
          <DayField id="date" label="进入阶段的日期" error={error} required value={date} max={today} onChange={setDate} />
          {asked && pieces.map((piece, at) => (
            <EvidenceFields key={piece.key} piece={piece} documents={documents} number={at + 1} error={error} onChange={(change) => set(at, change)} onRemove={pieces.length > 1 ? () => setPieces(pieces.filter((_, i) => i !== at)) : undefined} />
          ))}
          {asked && pieces.length < MOST && (
            <Button size="small" onClick={() => setPieces([...pieces, emptyPiece(today)])} style={{ marginBottom: 12 }}>
              再加一件佐证
            </Button>
          )}
          <TextField id="reason" label="说明" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
