import { App, Button, Input } from "antd";
import { useRef } from "react";
import { write } from "../../api/client";
import { useRefresh, useRequestId } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { monthText, yearOf } from "../../domain/month";
import type { Action } from "../../domain/permissions";
import { mayAt } from "../../domain/permissions";
import type { MonthLine, Step } from "../../domain/reports";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { ErrorLine } from "../../ui/ErrorPanel";

interface StepsProps {
  line: MonthLine;
  unit: string;
  projectId: string;
  onEdit: (month: string) => void;
}

const NEEDED: Partial<Record<Step, Action>> = {
  report: "report.write",
  late: "report.write",
  continue: "report.write",
  correct: "report.correct",
  decide: "report.accept",
};

const WORDS: Partial<Record<Step, string>> = { report: "填报", late: "补报", continue: "继续填报", correct: "更正" };

/** What the user may do about a month's report. */
export function Steps({ line, unit, projectId, onEdit }: StepsProps) {
  const { session } = useWorkplace();
  const { tree } = useTree(yearOf(line.month));
  const needed = NEEDED[line.step];
  if (!needed || !mayAt(session.grants, needed, tree, unit)) return <span className="muted">—</span>;
  if (line.step === "decide") return <Decide line={line} projectId={projectId} />;
  return (
    <Button size="small" onClick={() => onEdit(line.month)} aria-label={`${WORDS[line.step]}${monthText(line.month)}`}>
      {WORDS[line.step]}
    </Button>
  );
}

/** Accepts the submitted revision, or sends it back with a reason. */
function Decide({ line, projectId }: { line: MonthLine; projectId: string }) {
  const { modal, message } = App.useApp();
  const refresh = useRefresh();
  const requestId = useRequestId();
  const reason = useRef("");
  const target = { projectId, month: line.month, version: line.report?.version ?? 0n };
  const done = (text: string) => {
    void message.success(text);
    refresh();
  };
  const accept = async () => {
    try {
      await write(ReportService.method.acceptReport, target, requestId(`accept ${target.version}`));
      done(`${monthText(line.month)}月报已审核通过`);
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    }
  };
  const sendBack = () => {
    reason.current = "";
    modal.confirm({
      title: `退回${monthText(line.month)}月报`,
      content: <Input.TextArea aria-label="退回理由" placeholder="退回理由（必填）" onChange={(e) => (reason.current = e.target.value)} />,
      okText: "退回",
      onOk: async () => {
        try {
          const sent = { ...target, reason: reason.current.trim() };
          await write(ReportService.method.returnReport, sent, requestId(`return ${target.version} ${sent.reason}`));
          done(`${monthText(line.month)}月报已退回`);
        } catch (error) {
          void message.error(<ErrorLine error={error} />, 6);
          throw error;
        }
      },
    });
  };
  return (
    <span className="nowrap">
      <Button size="small" onClick={() => void accept()}>
        通过
      </Button>{" "}
      <Button size="small" onClick={sendBack}>
        退回
      </Button>
    </span>
  );
}
