import { Radio } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { wanText } from "../../domain/money";
import { instantText, monthText, yearOf } from "../../domain/month";
import type { RecordedReport } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import type { Report } from "../../gen/pacesetter/registry/v1/report_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Field, TextField } from "../../ui/fields";

/** The level above says whether a report in force is true; the last word holds, and earlier ones stay told. */
export function JudgeDialog({ row, onClose }: { row: RecordedReport; onClose: () => void }) {
  const { data, error } = useRead(ReportService.method.listReports, { projectId: row.projectId, year: yearOf(row.month) });
  const report = data?.reports.find((one) => one.month === row.month);
  const [isFalse, setFalse] = useState(!row.verdict?.isFalse);
  const [reason, setReason] = useState("");
  const input = { projectId: row.projectId, month: row.month, isFalse, reason: reason.trim(), version: report?.version ?? 0n };
  return (
    <ActionDialog
      title={`判定${monthText(row.month)}月报：${row.projectName}`}
      okText={isFalse ? "判为不实" : "判为属实"}
      danger={isFalse}
      ready={report !== undefined && reason.trim() !== ""}
      act={act(HonestyService.method.judgeReport, input)}
      done={isFalse ? "已判为不实" : "已判为属实"}
      onClose={onClose}
    >
      {(refused) => (
        <>
          {error && <ErrorLine error={error} />}
          {report && <InForce report={report} row={row} />}
          <Field id="is_false" label="判定" error={refused}>
            <Radio.Group id="is_false" value={isFalse} options={VERDICTS} onChange={(event) => setFalse(event.target.value as boolean)} />
          </Field>
          <p className="muted">判定不改数字和状态，只记入报送记录：{isFalse ? `计为${row.unitName || row.unit}的一份不实月报，影响数据质量评分。` : "不再计为不实，校核规则的提示也不再作数。"}</p>
          <TextField id="reason" label="理由（如虚报、瞒报的事实和依据）" required long error={refused} value={reason} onChange={setReason} max={500} />
        </>
      )}
    </ActionDialog>
  );
}

const VERDICTS = [
  { value: true, label: "不实（虚报、瞒报）" },
  { value: false, label: "属实" },
];

function InForce({ report: { accepted }, row: { verdict, unitName, unit } }: { report: Report; row: RecordedReport }) {
  const figures = accepted?.figures;
  return (
    <>
      <p>
        {unitName || unit}，第 {accepted?.number ?? "—"} 版
        {figures && `：本月 ${wanText(figures.monthYuan)}，年度 ${wanText(figures.yearToDateYuan)}，累计 ${wanText(figures.cumulativeYuan)} 万元`}
      </p>
      {verdict && (
        <p className="muted">
          {verdict.principal} 于 {instantText(verdict.time)} 判为{verdict.isFalse ? "不实" : "属实"}：{verdict.reason}
        </p>
      )}
    </>
  );
}
