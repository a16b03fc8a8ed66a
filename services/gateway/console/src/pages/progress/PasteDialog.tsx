import { Alert, Modal } from "antd";
import { wanText } from "../../domain/money";
import { readAmount } from "../../domain/amount";
import type { Pasted, PastedCell } from "../../domain/paste";
import { FIELD_TEXT, isAmount } from "../../domain/progress";
import type { Column } from "../../ui/DataGrid";
import { DataGrid } from "../../ui/DataGrid";
import { Mark } from "../../ui/Mark";

interface PasteDialogProps {
  pasted: Pasted;
  onTake: (cells: readonly PastedCell[]) => void;
  onClose: () => void;
}

/** What a paste would change, before it does. */
export function PasteDialog({ pasted, onTake, onClose }: PasteDialogProps) {
  const sound = pasted.cells.filter((cell) => cell.fault === "");
  const { rows, columns } = pasted.beyond;
  const faulty = pasted.cells.length - sound.length;
  return (
    <Modal
      open
      width={860}
      title={`粘贴：将改动 ${sound.length} 格`}
      okText={`填入 ${sound.length} 格`}
      okButtonProps={{ disabled: sound.length === 0 }}
      onOk={() => onTake(sound)}
      onCancel={onClose}
    >
      {rows + columns > 0 && <Alert type="warning" showIcon title={`粘贴的内容超出清单：${beyondText(rows, columns)}，超出的部分不填入。`} />}
      <p>
        {faulty > 0 && `${faulty} 格不能填入，见下表。`}
        {pasted.unchanged > 0 && `${pasted.unchanged} 格为空或与现有内容相同，不变。`}
        填入后还没有保存。
      </p>
      <div className="paste-preview">
        <DataGrid label="粘贴预览" fill virtual columns={COLUMNS} rows={pasted.cells} rowKey={(cell) => `${cell.line.id}/${cell.field}`} empty="粘贴的内容与清单相同。" />
      </div>
    </Modal>
  );
}

function beyondText(rows: number, columns: number): string {
  return [rows > 0 ? `多 ${rows} 行` : "", columns > 0 ? `多 ${columns} 列` : ""].filter(Boolean).join("、");
}

function amountText({ field }: PastedCell, text: string): string {
  const yuan = isAmount(field) ? readAmount(text) : null;
  return yuan === null ? text : wanText(yuan);
}

const COLUMNS: Column<PastedCell>[] = [
  { key: "name", title: "项目名称", width: 210, ellipsis: true, phone: "head", render: ({ line }) => line.name },
  { key: "field", title: "栏目", width: 84, phone: "pair", render: ({ field }) => FIELD_TEXT[field] },
  { key: "before", title: "现有", width: 108, ellipsis: true, phone: "pair", render: (cell) => amountText(cell, cell.before) || "空" },
  { key: "text", title: "粘贴的", width: 112, ellipsis: true, phone: "pair", render: ({ text }) => text },
  { key: "after", title: "填入（金额为万元）", width: 156, ellipsis: true, phone: "pair", render: (cell) => (cell.fault ? "不填入" : amountText(cell, cell.after)) },
  { key: "fault", title: "说明", width: 136, phone: "wide", render: ({ fault }) => (fault ? <Mark tone="bad">{fault}</Mark> : "") },
];
