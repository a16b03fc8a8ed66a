import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { write } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { ApiError } from "../../api/errors";
import { useRead, useRefresh, useRequestId } from "../../api/queries";
import { instantText, monthText, yearOf } from "../../domain/month";
import { explainable } from "../../domain/quality";
import type { RecordedReport } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import type { Finding, Report } from "../../gen/pacesetter/registry/v1/report_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";

interface ExplainDialogProps {
  row: RecordedReport;
  may: boolean;
  onClose: () => void;
}

/** A report's findings that ask for words, with the words that were written about them. */
export function ExplainDialog({ row, may, onClose }: ExplainDialogProps) {
  const { data, error } = useRead(ReportService.method.listReports, { projectId: row.projectId, year: yearOf(row.month) });
  const report = data?.reports.find((r) => r.month === row.month);
  const asked = (explainable(report)?.findings ?? []).filter((finding) => finding.explanationAsked);
  return (
    <Modal open title={`${row.projectName}：${monthText(row.month)}校核提示`} onCancel={onClose} footer={<Button onClick={onClose}>关闭</Button>} width={640}>
      {error && <ErrorLine error={error} />}
      {!data && !error && <div className="state">正在读取…</div>}
      {report?.pending && <p className="muted">这个月有一版正在修改，说明写给这一版。</p>}
      {data && asked.length === 0 && <div className="state">这个月已没有要求说明的提示。</div>}
      {report && asked.map((finding) => <FindingItem key={`${finding.reason}/${finding.field}`} report={report} finding={finding} may={may} />)}
      <Link to={`/projects/${row.projectId}`}>看项目各月进度</Link>
    </Modal>
  );
}

interface FindingItemProps {
  report: Report;
  finding: Finding;
  may: boolean;
}

function FindingItem({ report, finding, may }: FindingItemProps) {
  return (
    <section className="finding" data-finding={finding.reason}>
      <p>
        {finding.blocksAcceptance && <Mark tone="bad">不说明不能审核</Mark>} {finding.message}
      </p>
      {finding.explanations.map((one) => (
        <p key={`${one.revision}/${one.text}`} className="muted">
          说明（{instantText(one.time)}，{one.principal}）：{one.text}
        </p>
      ))}
      {may && finding.explanations.length === 0 && <ExplainField report={report} finding={finding} />}
      {!may && finding.explanations.length === 0 && <p className="muted">还没有说明。由能填报这个项目的乡镇街道、县项目办或市指挥部办公室说明。</p>}
    </section>
  );
}

function ExplainField({ report, finding }: Omit<FindingItemProps, "may">) {
  const [text, setText] = useState("");
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const requestId = useRequestId();
  const refresh = useRefresh();
  const { message } = App.useApp();
  const save = async () => {
    const { projectId, month, version } = report;
    const content = { projectId, month, version, reason: finding.reason, field: finding.field, text: text.trim() };
    setBusy(true);
    try {
      await write(HonestyService.method.explainFinding, content, requestId(`${version}|${content.text}`));
      void message.success("说明已保存");
    } catch (caught) {
      setError(asApiError(caught));
    } finally {
      setBusy(false);
      refresh(); // also after a refusal: somebody may have been faster
    }
  };
  return (
    <>
      <Input.TextArea aria-label={`对“${finding.message}”的说明`} placeholder="书面说明（必填，最多 500 字）" value={text} maxLength={500} autoSize={{ minRows: 2 }} onChange={(event) => setText(event.target.value)} />
      {error && <ErrorLine error={error} />}
      <Button size="small" type="primary" disabled={text.trim() === ""} loading={busy} onClick={() => void save()} style={{ marginTop: 4 }}>
        保存说明
      </Button>
    </>
  );
}
