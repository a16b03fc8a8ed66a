import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useRead } from "../../api/queries";
import { dayAt } from "../../domain/month";
import type { StatisticsEntry, StatisticsMaterial } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { LifecycleService } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { ErrorLine } from "../../ui/ErrorPanel";
import { DayField, TextField } from "../../ui/fields";
import { Mark } from "../../ui/Mark";
import { useMayDo } from "./useMayWrite";

/** How the project stands to the fixed-asset statistics: due or not, entered or waiting, and which material lacks. */
export function StatisticsPart({ project }: { project: Project }) {
  const { data, error } = useRead(LifecycleService.method.getStatisticsEntry, { id: project.id });
  const [open, setOpen] = useState(false);
  const may = useMayDo(project, "project.write");
  if (error) return <ErrorLine error={error} />;
  const entry = data?.entry;
  if (!entry) return null;
  return (
    <section aria-label="入库纳统">
      <h2>
        入库纳统 <StateMark entry={entry} />
        {may && entry.eligible && (
          <Button size="small" onClick={() => setOpen(true)}>
            登记材料和入库
          </Button>
        )}
      </h2>
      <p>
        {entry.message}
        {waitText(entry)}
      </p>
      <ul className="materials">
        {entry.materials.map((one) => (
          <li key={one.key}>
            <Mark tone={one.present ? "good" : one.mandatory ? "bad" : "quiet"}>{one.present ? "已有" : one.mandatory ? "缺（必备）" : "缺（可后补）"}</Mark> {one.name}
          </li>
        ))}
      </ul>
      {entry.policy && <p className="muted">口径：材料清单第 {entry.policy.version} 版，自 {entry.policy.effectiveDate} 起；各地统计局要求不一，以本地为准。</p>}
      {open && <EntryDialog project={project} entry={entry} onClose={() => setOpen(false)} />}
    </section>
  );
}

function StateMark({ entry }: { entry: StatisticsEntry }) {
  if (!entry.eligible) return <Mark tone="quiet">不在应统范围</Mark>;
  return entry.entryDate ? <Mark tone="good">已入库 {entry.entryDate}</Mark> : <Mark tone="warn">应统未统</Mark>;
}

/** 开工至入库 N 天, or how long it has waited. */
function waitText({ eligible, entryDate, daysSinceStart }: StatisticsEntry): string {
  if (!eligible || daysSinceStart === undefined) return "";
  return entryDate ? `开工后 ${daysSinceStart} 天入库。` : `开工已 ${daysSinceStart} 天仍未入库。`;
}

const keysOf = (materials: readonly StatisticsMaterial[]) => materials.filter((one) => one.present).map((one) => one.key);

function EntryDialog({ project, entry, onClose }: { project: Project; entry: StatisticsEntry; onClose: () => void }) {
  const [today] = useState(() => dayAt(new Date()));
  const [materials, setMaterials] = useState(() => keysOf(entry.materials));
  const [entryDate, setEntryDate] = useState(entry.entryDate);
  const [reason, setReason] = useState("");
  const lacking = entry.materials.filter((one) => one.mandatory && !materials.includes(one.key));
  const input = { id: project.id, materials, entryDate, reason: reason.trim(), version: project.version };
  return (
    <ActionDialog title={`入库纳统：${project.name}`} okText="保存" ready={entryDate === "" || lacking.length === 0} act={act(LifecycleService.method.setStatisticsEntry, input)} done="入库纳统情况已保存" onClose={onClose}>
      {(error) => (
        <>
          <Checkbox.Group className="choices" value={materials} options={entry.materials.map((one) => ({ value: one.key, label: one.name + (one.mandatory ? "（必备）" : "") }))} onChange={(keys) => setMaterials(keys as string[])} />
          <DayField id="entry_date" label="入库日期（统计局通过后填；清空为未入库）" error={error} value={entryDate} max={today} onChange={setEntryDate} hint={lacking.length > 0 ? `必备材料还缺 ${lacking.length} 项，齐全后才能填入库日期` : undefined} />
          <TextField id="reason" label="说明" error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}
