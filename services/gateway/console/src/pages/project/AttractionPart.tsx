import { Button } from "antd";
import { useState } from "react";
import { readAmount } from "../../domain/amount";
import { arrivedRate, attractionFault } from "../../domain/lineage";
import { wanExact, wanText } from "../../domain/money";
import { dayAt } from "../../domain/month";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Attraction, Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { DayField, TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { useMayWrite } from "./useMayWrite";

/** How the investor was won: contract, landing, and the money that has arrived. */
export function AttractionPart({ project }: { project: Project }) {
  const [open, setOpen] = useState(false);
  const may = useMayWrite(project);
  const { attraction } = project;
  return (
    <section aria-label="招商引资">
      <h2>
        招商引资
        {may && (
          <Button size="small" onClick={() => setOpen(true)}>
            {attraction ? "更正招商情况" : "登记招商情况"}
          </Button>
        )}
      </h2>
      {attraction ? <Chain attraction={attraction} /> : <p className="muted">没有登记招商情况。</p>}
      {open && <AttractionDialog project={project} onClose={() => setOpen(false)} />}
    </section>
  );
}

/** 签约 → 落地 → 到位, as far as it has come. */
function Chain({ attraction: { signedDate, signedYuan, landedDate, arrivedYuan } }: { attraction: Attraction }) {
  const rate = arrivedRate(arrivedYuan, signedYuan);
  return (
    <ol className="chain">
      <li>
        <Mark tone={signedDate ? "good" : "quiet"}>签约</Mark> {signedDate || "未签约"}
        {signedYuan > 0n && <span className="number">，合同额 {wanText(signedYuan)} 万元</span>}
      </li>
      <li>
        <Mark tone={landedDate ? "good" : "quiet"}>落地</Mark> {landedDate || "未落地"}
      </li>
      <li>
        <Mark tone={arrivedYuan > 0n ? "good" : "quiet"}>到位</Mark> <span className="number">{arrivedYuan > 0n ? `${wanText(arrivedYuan)} 万元` : "资金未到位"}</span>
        {rate && <span className="number">，占合同额 {rate}</span>}
      </li>
    </ol>
  );
}

function AttractionDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const [today] = useState(() => dayAt(new Date()));
  const known = project.attraction;
  const [signedDate, setSignedDate] = useState(known?.signedDate ?? "");
  const [landedDate, setLandedDate] = useState(known?.landedDate ?? "");
  const [signed, setSigned] = useState(known ? wanExact(known.signedYuan) : "");
  const [arrived, setArrived] = useState(known ? wanExact(known.arrivedYuan) : "");
  const [reason, setReason] = useState("");
  const [signedYuan, arrivedYuan] = [signed, arrived].map((text) => (text.trim() === "" ? 0n : readAmount(text)));
  const fault = attractionFault({ signedDate, landedDate, signedYuan: signedYuan ?? null, arrivedYuan: arrivedYuan ?? null });
  const attraction = { signedDate, landedDate, signedYuan: signedYuan ?? 0n, arrivedYuan: arrivedYuan ?? 0n };
  const input = { id: project.id, attraction, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog title={`招商情况：${project.name}`} okText="保存" ready={fault === ""} act={act(LifecycleService.method.setAttraction, input)} done="招商情况已保存" onClose={onClose}>
      {(error) => (
        <>
          <div className="pair-fields">
            <DayField id="signed_date" label="签约日期" error={error} value={signedDate} max={today} onChange={setSignedDate} />
            <TextField id="signed_yuan" label="合同额（万元）" error={error} value={signed} onChange={setSigned} />
            <DayField id="landed_date" label="落地日期（公司和用地已落实）" error={error} value={landedDate} max={today} onChange={setLandedDate} />
            <TextField id="arrived_yuan" label="到位资金（万元，至今累计）" error={error} value={arrived} onChange={setArrived} />
          </div>
          {fault && <p className="wrong">{fault}</p>}
          <TextField id="reason" label="说明" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
