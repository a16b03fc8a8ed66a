import { Alert, App, Button, Form, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError, fieldMessage } from "../../api/errors";
import { useRefresh, useRequestId } from "../../api/queries";
import { parseWan, wanExact, wanText } from "../../domain/money";
import { monthText } from "../../domain/month";
import type { MonthLine, Sums } from "../../domain/reports";
import { before, pendingOf, sumsFault } from "../../domain/reports";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import type { MonthHold, Report } from "../../gen/pacesetter/registry/v1/report_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { ErrorLine } from "../../ui/ErrorPanel";

interface ReportFormProps {
  project: Project;
  reports: readonly Report[];
  line: MonthLine;
  /** What keeps the month from being written, unless the writer may all the same. */
  hold: MonthHold | undefined;
  onClose: () => void;
}

interface Typed {
  month: string;
  yearToDate: string;
  cumulative: string;
  progress: string;
  problems: string;
  reason: string;
}

/** Starts from the revision in work, else the accepted one, else empty. */
function initial(line: MonthLine): Typed {
  const revision = pendingOf(line.report) ?? line.report?.accepted;
  const sum = (yuan: bigint | undefined) => (yuan === undefined ? "" : wanExact(yuan));
  return {
    month: sum(revision?.figures?.monthYuan),
    yearToDate: sum(revision?.figures?.yearToDateYuan),
    cumulative: sum(revision?.figures?.cumulativeYuan),
    progress: revision?.progress ?? "",
    problems: revision?.problems ?? "",
    reason: pendingOf(line.report)?.reason ?? "",
  };
}

function sumsOf(typed: Typed): Sums | null {
  const [month, yearToDate, cumulative] = [typed.month, typed.yearToDate, typed.cumulative].map(parseWan);
  return month == null || yearToDate == null || cumulative == null ? null : { month, yearToDate, cumulative };
}

/** The monthly report: three sums and what can be seen on the site. */
export function ReportForm({ project, reports, line, hold, onClose }: ReportFormProps) {
  const [typed, setTyped] = useState(() => initial(line));
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const requestId = useRequestId();
  const refresh = useRefresh();
  const { message } = App.useApp();
  const held = hold !== undefined && !hold.mayWrite;
  const corrects = line.report?.accepted !== undefined;
  const sums = sumsOf(typed);
  const fault = sums && sumsFault(sums);

  const save = async (submit: boolean) => {
    if (held || !sums || fault || busy) return;
    const content = {
      projectId: project.id,
      month: line.month,
      figures: { monthYuan: sums.month, yearToDateYuan: sums.yearToDate, cumulativeYuan: sums.cumulative },
      progress: typed.progress.trim(),
      problems: typed.problems.trim(),
      reason: typed.reason.trim(),
      submit,
      version: line.report?.version ?? 0n,
    };
    setBusy(true);
    try {
      const id = requestId(JSON.stringify(content, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v)));
      await write(ReportService.method.saveReport, content, id);
      void message.success(submit ? `${monthText(line.month)}月报已提交` : "草稿已保存");
      refresh();
      onClose();
    } catch (caught) {
      const refused = asApiError(caught);
      setError(refused);
      if (refused.reason === "STALE_VERSION") refresh();
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      void save(false);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });

  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const setMonth = (text: string) => set({ month: text, ...carriedOn(text, line.month, reports, project) });
  const ready = !held && sums !== null && !fault && (!corrects || typed.reason.trim() !== "");
  return (
    <Modal
      open
      title={`${corrects ? "更正" : "填报"}${monthText(line.month)}月报`}
      onCancel={onClose}
      footer={[
        <Button key="draft" disabled={!ready} loading={busy} onClick={() => void save(false)}>
          存草稿（Ctrl+S）
        </Button>,
        <Button key="submit" type="primary" disabled={!ready} loading={busy} onClick={() => void save(true)}>
          提交
        </Button>,
      ]}
    >
      <Form layout="vertical" requiredMark>
        {hold && <Alert type={held ? "warning" : "info"} showIcon style={{ marginBottom: 12 }} title={hold.message} />}
        {error && <Refusal error={error} report={line.report} />}
        <SumItem label="本月完成（万元）" name="month_yuan" value={typed.month} error={error} onChange={setMonth} fault={fault?.field === "month" ? fault.message : ""} />
        <SumItem label="年度完成（万元）" name="year_to_date_yuan" value={typed.yearToDate} error={error} onChange={(yearToDate) => set({ yearToDate })} fault={fault?.field === "yearToDate" ? fault.message : ""} />
        <SumItem label="累计完成（万元）" name="cumulative_yuan" value={typed.cumulative} error={error} onChange={(cumulative) => set({ cumulative })} fault="" />
        <Form.Item label="形象进度" htmlFor="progress" help={fieldMessage(error, "progress") || undefined}>
          <Input.TextArea id="progress" value={typed.progress} maxLength={2000} autoSize={{ minRows: 2 }} onChange={(e) => set({ progress: e.target.value })} />
        </Form.Item>
        <Form.Item label="存在问题" htmlFor="problems" help={fieldMessage(error, "problems") || undefined}>
          <Input.TextArea id="problems" value={typed.problems} maxLength={2000} autoSize={{ minRows: 1 }} onChange={(e) => set({ problems: e.target.value })} />
        </Form.Item>
        {corrects && (
          <Form.Item label="更正理由" htmlFor="reason" required help={fieldMessage(error, "reason") || undefined}>
            <Input id="reason" value={typed.reason} onChange={(e) => set({ reason: e.target.value })} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

/** What the sums of year and all become by this month's. */
function carriedOn(text: string, month: string, reports: readonly Report[], project: Project): Partial<Typed> {
  const sum = parseWan(text);
  if (sum === null) return {};
  const earlier = before(month, reports, project.opening);
  return { yearToDate: wanExact(earlier.yearToDate + sum), cumulative: wanExact(earlier.cumulative + sum) };
}

interface SumItemProps {
  label: string;
  name: string;
  value: string;
  error: ApiError | null;
  fault: string;
  onChange: (text: string) => void;
}

function SumItem({ label, name, value, error, fault, onChange }: SumItemProps) {
  const shape = value !== "" && parseWan(value) === null ? "请填不小于 0 的数，最多四位小数" : "";
  const help = shape || fault || fieldMessage(error, name);
  return (
    <Form.Item label={label} htmlFor={name} required help={help || undefined} validateStatus={help ? "error" : undefined}>
      <Input id={name} inputMode="decimal" className="number" value={value} onChange={(e) => onChange(e.target.value)} />
    </Form.Item>
  );
}

/** A refusal; when somebody else was faster, both versions are shown. */
function Refusal({ error, report }: { error: ApiError; report: Report | undefined }) {
  const theirs = pendingOf(report) ?? report?.accepted;
  const stale = error.reason === "STALE_VERSION" && theirs?.figures;
  return (
    <Alert
      type="error"
      style={{ marginBottom: 12 }}
      title={<ErrorLine error={error} />}
      description={
        stale &&
        `登记中现有：本月 ${wanText(stale.monthYuan)}，年度 ${wanText(stale.yearToDateYuan)}，累计 ${wanText(stale.cumulativeYuan)} 万元。您填的数仍在下面，核对后可再次提交。`
      }
    />
  );
}
