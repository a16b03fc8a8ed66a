import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { ApiError } from "../../api/errors";
import { asApiError, fieldMessage } from "../../api/errors";
import { keyOf, useRequestId } from "../../api/queries";
import { uploadSheet } from "../../api/upload";
import { useTree, useWorkplace } from "../../app/workplace";
import { ANNEX_OPTIONS, ANNEX_WRITES, annexText, LEDGER } from "../../domain/annexes";
import { yearOf } from "../../domain/month";
import { mayAt } from "../../domain/permissions";
import { ImportService } from "../../gen/pacesetter/registry/v1/import_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { UnitPicker } from "../../ui/pickers";
import { FileField } from "./FileField";
import { SheetLinks } from "./SheetLinks";
import { Stages } from "./Stages";
import { useTitle } from "../../ui/useTitle";

const LARGEST = 10 * 1024 * 1024;

/** What is wrong with the file before it is sent; empty if nothing. */
export function fileFault(file: { name: string; size: number } | undefined): string {
  if (!file) return "";
  if (!/\.xlsx$/i.test(file.name)) return "只能导入 .xlsx 文件；.xls 请在表格软件中另存为 .xlsx 后再导入。";
  return file.size > LARGEST ? "文件超过 10 MB，请拆分后再导入。" : "";
}

/** The first step: which sheet, whose, and of which month; the month is asked, never guessed. */
export function UploadPage() {
  useTitle("导入表格");
  const { session, home, month: worked } = useWorkplace();
  const [unit, setUnit] = useState("");
  const [month, setMonth] = useState("");
  const [annex, setAnnex] = useState(3);
  const [file, setFile] = useState<File>();
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const { tree } = useTree(month ? yearOf(month) : 0);
  const navigate = useNavigate();
  const client = useQueryClient();
  const requestId = useRequestId();
  const chosen = unit || (tree?.children.get(home)?.length ? "" : home);
  const fault = fileFault(file);
  const forbidden = chosen !== "" && !mayAt(session.grants, "import", tree, chosen);
  const ready = file && !fault && chosen && month && !forbidden;

  const send = async () => {
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      const id = requestId([file.name, file.size, file.lastModified, chosen, month, annex].join("|"));
      const answer = await uploadSheet({ file, unit: chosen, month, annex }, id);
      const made = answer.import?.id ?? "";
      client.setQueryData(keyOf(ImportService.method.getImport, { id: made }), answer);
      void navigate(`/imports/${made}`);
    } catch (caught) {
      setError(asApiError(caught));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="page">
      <Stages current={0} />
      <section className="panel">
        <header>
          <h1>导入表格（{annexText(annex)}）</h1>
        </header>
        <div className="body" style={{ maxWidth: 640 }}>
          <Form layout="vertical" requiredMark onFinish={() => void send()}>
            <Form.Item label="哪张表" htmlFor="import-annex" required help={fieldMessage(error, "annex") || undefined} extra={ANNEX_WRITES[annex]}>
              <Select id="import-annex" value={annex} options={ANNEX_OPTIONS} onChange={setAnnex} />
            </Form.Item>
            <Form.Item label="表格所属单位" htmlFor="import-unit" required help={forbidden ? "您不能为这个单位导入。" : fieldMessage(error, "unit") || undefined}>
              <UnitPicker id="import-unit" tree={tree} value={chosen} onChange={setUnit} allowClear={false} width="100%" placeholder="选择单位" />
            </Form.Item>
            <Form.Item label="数据月份" required help={fieldMessage(error, "month") || undefined} extra={annex === LEDGER ? "台账算哪一年的：项目按这一年登记。" : "表格填报的是哪个月的数，以此为准，不从表格里猜。"}>
              <MonthPicker value={month} onChange={setMonth} label="数据月份" near={worked} />
            </Form.Item>
            {annex !== LEDGER && <SheetLinks annex={annex} unit={chosen} month={month} />}
            <Form.Item label="表格文件" htmlFor="import-file" required validateStatus={fault ? "error" : undefined} help={fault || fieldMessage(error, "file") || undefined}>
              <FileField id="import-file" file={file} onPick={setFile} />
            </Form.Item>
            {error && (
              <p>
                <ErrorLine error={error} />
              </p>
            )}
            <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
              上传并预览
            </Button>
            <span className="muted" style={{ marginLeft: 12 }}>
              预览不会改动任何登记。
            </span>
          </Form>
        </div>
      </section>
    </div>
  );
}
