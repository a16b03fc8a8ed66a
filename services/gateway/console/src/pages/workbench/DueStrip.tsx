import { figureLink, projectLink } from "../../domain/filters";
import { rulesText } from "../../domain/due";
import { cutoffText } from "../../domain/month";
import { grouped } from "../../domain/money";
import { ReportStatus } from "../../gen/pacesetter/registry/v1/project_pb";
import type { ListDueResponse } from "../../gen/pacesetter/registry/v1/calendar_pb";
import type { Caliber } from "../../ui/Figure";
import { Figure } from "../../ui/Figure";
import type { Desk } from "./useWorkbench";

const ASKED = "按报送日历当月应报的次数；每半月报的项目一个月计两次，按季报的项目只在季末月计。";

/** How far the reports of the month have come. */
export function DueStrip({ due, desk }: { due: ListDueResponse; desk: Desk }) {
  const { total, rules, rulesEffectiveDate } = due;
  if (!total) return null;
  const rule = rulesText(rules);
  const caliber = (title: string, formula: string, to?: string): Caliber => ({
    title,
    formula: `${formula}报送期限：${rule}（第${due.rulesVersion}版，${rulesEffectiveDate}起）。`,
    cutoff: cutoffText(desk.month),
    to,
  });
  const missing = projectLink({ ...desk, reportStatus: ReportStatus.MISSING });
  return (
    <div className="figures five">
      <Figure caliber={caliber("应报", ASKED, figureLink({ ...desk, figure: "due" }))} value={grouped(total.due)} unit="份" note={rule} />
      <Figure caliber={caliber("已审核", `${ASKED}其中已审核的。`, figureLink({ ...desk, figure: "reported" }))} value={grouped(total.accepted)} unit="份" />
      <Figure caliber={caliber("待审核", "已提交，等上一级审核的。项目清单“本月未报”里含这些项目。", missing)} value={grouped(total.waiting)} unit="份" note="等上一级审核" />
      <Figure caliber={caliber("未报", "还没有提交，或被退回的。明细是下面的“未报项目”。")} value={grouped(total.outstanding)} unit="份" note="含被退回的" />
      <Figure caliber={caliber("逾期", "未报的里面，报送期限已过的。明细是下面的“未报项目”，逾期最久的在前。")} value={<span className={total.overdue > 0 ? "wrong" : ""}>{grouped(total.overdue)}</span>} unit="份" note="未报中已过期限的" />
    </div>
  );
}
