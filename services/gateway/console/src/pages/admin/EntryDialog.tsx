import { Button, Modal } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { grantsText, projectOf } from "../../domain/audit";
import { instantText } from "../../domain/month";
import { callText } from "../../domain/words";
import type { AuditEntry } from "../../gen/pacesetter/audit/v1/audit_pb";
import { Mark } from "../../ui/Mark";

/** Whether an entry is sealed already, and where. */
export function SealedMark({ entry: { block, position } }: { entry: AuditEntry }) {
  if (block === 0n) return <Mark tone="warn">待封存</Mark>;
  return <Mark tone="good">{`第 ${block} 块 ${position} 位`}</Mark>;
}

interface EntryDialogProps {
  service: string;
  entry: AuditEntry;
  onClose: () => void;
}

/** All that is recorded of one change, and the way to what it changed. */
export function EntryDialog({ service, entry, onClose }: EntryDialogProps) {
  const project = service === "registry" ? projectOf(entry) : "";
  return (
    <Modal open title={`审计记录第 ${entry.id} 条`} onCancel={onClose} footer={<Button onClick={onClose}>关闭</Button>} width={760}>
      <dl className="facts one">
        <Line term="时间">{instantText(entry.recordTime)}</Line>
        <Line term="操作">{`${callText(entry.rpc)}（${entry.rpc}）`}</Line>
        <Line term="操作人">{entry.principal}</Line>
        <Line term="凭何授权">{grantsText(entry.grants) || "—"}</Line>
        <Line term="对象">{project ? <Link to={`/projects/${project}?tab=history`}>看项目的变更记录</Link> : entry.subject || "—"}</Line>
        {project && <Line term="对象编号">{entry.subject}</Line>}
        <Line term="请求编号">{entry.requestId}</Line>
        <Line term="请求指纹">{entry.requestSha256}</Line>
        <Line term="回答指纹">{entry.answerSha256}</Line>
        <Line term="封存">
          <SealedMark entry={entry} />
        </Line>
      </dl>
    </Modal>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
