import { Button } from "antd";
import type { UnitMonth } from "../../gen/pacesetter/registry/v1/month_pb";
import type { Deed, May } from "./MonthsPage";

/** The deeds that a month allows its user. */
export function MonthDeeds({ of, may, onDeed }: { of: UnitMonth; may: May; onDeed: (deed: Deed) => void }) {
  const submits = may.submit(of);
  const decides = may.decide(of);
  if (!submits && !decides) return <span className="muted">—</span>;
  return (
    <span className="nowrap">
      {submits && (
        <Button size="small" aria-label={`整月上报${of.unitName}的月报`} onClick={() => onDeed({ kind: "submit", of })}>
          整月上报
        </Button>
      )}
      {decides && (
        <>
          <Button size="small" type="primary" aria-label={`审核${of.unitName}的月报`} onClick={() => onDeed({ kind: "accept", of })}>
            审核
          </Button>{" "}
          <Button size="small" aria-label={`退回${of.unitName}的月报`} onClick={() => onDeed({ kind: "return", of })}>
            退回
          </Button>
        </>
      )}
    </span>
  );
}
