import { Alert, Button, Form, Modal, Progress, Select } from "antd";
import { useState } from "react";
import { useWorkplace } from "../../app/workplace";
import type { ListingChange, ListingDeed } from "../../domain/listings";
import { consequence, DEEDS } from "../../domain/listings";
import { rolesAt } from "../../domain/permissions";
import type { Tree } from "../../domain/tree";
import { LISTINGS, optionsOf } from "../../domain/words";
import { numberOf, yearOf } from "../../domain/month";
import type { ProjectRow } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Column } from "../../ui/columns";
import { Field, TextField } from "../../ui/fields";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { PagedGrid } from "../../ui/PagedGrid";
import type { Outcome } from "./useBulkRun";
import { useBulkRun } from "./useBulkRun";

interface BulkListingsProps {
  projects: readonly ProjectRow[];
  year: number;
  tree: Tree | undefined;
  /** Told what is left to do: what failed, and what was not reached. */
  onClose: (left: readonly ProjectRow[]) => void;
}

/** Adds, removes or confirms one listing for all that are chosen, one after the other; Esc stops between two. */
export function BulkListings({ projects, year, tree, onClose }: BulkListingsProps) {
  const { session, month } = useWorkplace();
  const [deed, setDeed] = useState<ListingDeed>("add");
  const [key, setKey] = useState("county");
  const [fromMonth, setFromMonth] = useState(() => (yearOf(month) === year ? numberOf(month) : 1));
  const [reason, setReason] = useState("");
  const { running, stopped, outcomes, start, stop } = useBulkRun(year);
  const roles = lowestRoles(projects, (unit) => rolesAt(session.grants, tree, unit));
  const change: ListingChange = { deed, key, fromMonth };
  const settled = outcomes.filter((outcome) => outcome.state !== "failed").map((outcome) => outcome.project);
  const left = projects.filter((project) => !settled.includes(project));
  const over = !running && outcomes.length > 0;
  const go = (which: readonly ProjectRow[]) => void start(which, change, reason.trim());
  const close = () => (running ? stop() : onClose(over ? left : projects));
  const deeds = (Object.keys(DEEDS) as ListingDeed[]).filter((one) => one !== "confirm" || roles.includes("city"));
  return (
    <Modal
      open
      width={680}
      title={`批量调整级别：${year}年，${projects.length} 个项目`}
      onCancel={close}
      mask={{ closable: false }}
      footer={<Deeds running={running} over={over} deed={deed} count={projects.length} left={left.length} onGo={() => go(projects)} onAgain={() => go(left)} onStop={stop} onClose={close} />}
    >
      {outcomes.length === 0 && !running ? (
        <Form layout="vertical">
          <div className="pair-fields">
            <Field id="bulk-deed" label="怎样调整" error={null}>
              <Select id="bulk-deed" value={deed} options={deeds.map((value) => ({ value, label: DEEDS[value] }))} onChange={(next: ListingDeed) => setDeed(next)} />
            </Field>
            <Field id="bulk-key" label="级别" error={null}>
              <Select id="bulk-key" value={key} options={optionsOf(LISTINGS)} onChange={(next: string) => setKey(next)} />
            </Field>
            {deed === "add" && (
              <Field id="bulk-month" label="起计月份" error={null}>
                <Select id="bulk-month" value={fromMonth} options={MONTHS} onChange={(next: number) => setFromMonth(next)} />
              </Field>
            )}
            <TextField id="bulk-reason" label="理由（记入变更记录）" error={null} value={reason} onChange={setReason} max={500} />
          </div>
          <Alert type="info" showIcon title={consequence(change, projects.length, year, roles)} />
        </Form>
      ) : (
        <>
          <Progress percent={Math.floor((outcomes.length * 100) / projects.length)} aria-label="进度" format={() => `${outcomes.length}/${projects.length}`} status="normal" />
          {running && <p className="muted">正在逐个调整，按 Esc 停止；已调整的不退回。</p>}
          {over && <Summary outcomes={outcomes} stopped={stopped} />}
          {over && <PagedGrid label="调整结果" columns={COLUMNS} rows={worstFirst(outcomes)} rowKey={(row) => row.project.id} empty="" />}
        </>
      )}
    </Modal>
  );
}

const MONTHS = Array.from({ length: 12 }, (_, at) => ({ value: at + 1, label: `自${at + 1}月起` }));

/** What may be promised for all: only roles that are held over every project. */
function lowestRoles(projects: readonly ProjectRow[], rolesOf: (unit: string) => string[]): string[] {
  const [first = [], ...others] = projects.map((project) => rolesOf(project.year?.unit ?? ""));
  return first.filter((role) => others.every((roles) => roles.includes(role)));
}

interface DeedsProps {
  running: boolean;
  over: boolean;
  deed: ListingDeed;
  count: number;
  left: number;
  onGo: () => void;
  onAgain: () => void;
  onStop: () => void;
  onClose: () => void;
}

function Deeds({ running, over, deed, count, left, onGo, onAgain, onStop, onClose }: DeedsProps) {
  if (running) return <Button onClick={onStop}>停止</Button>;
  if (over) {
    return (
      <>
        {left > 0 && <Button onClick={onAgain}>再试余下的 {left} 个</Button>}
        <Button type="primary" onClick={onClose}>
          完成
        </Button>
      </>
    );
  }
  return (
    <>
      <Button onClick={onClose}>取消</Button>
      <Button type="primary" onClick={onGo}>
        {DEEDS[deed]}（{count} 个）
      </Button>
    </>
  );
}

function Summary({ outcomes, stopped }: { outcomes: readonly Outcome[]; stopped: boolean }) {
  const number = (state: Outcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length;
  const failed = number("failed");
  return (
    <p role="status">
      已调整 {number("done")} 个，没有变化 {number("unchanged")} 个，没有成功 {failed} 个{stopped && "，已停止"}。{(failed > 0 || stopped) && "没有成功和没有轮到的仍然选中。"}
    </p>
  );
}

const WORST: Outcome["state"][] = ["failed", "done", "unchanged"];
const STATES: Record<Outcome["state"], [tone: Tone, word: string]> = { failed: ["bad", "没有成功"], done: ["good", "已调整"], unchanged: ["quiet", "没有变化"] };

function worstFirst(outcomes: readonly Outcome[]): Outcome[] {
  return [...outcomes].sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state));
}

const COLUMNS: Column<Outcome>[] = [
  { key: "name", title: "项目名称", width: 260, ellipsis: true, phone: "head", render: ({ project }) => <span title={project.name}>{project.name}</span> },
  { key: "state", title: "结果", width: 90, phone: "pair", render: ({ state: at }) => <Mark tone={STATES[at][0]}>{STATES[at][1]}</Mark> },
  { key: "text", title: "说明", width: 260, phone: "wide", render: ({ state: at, text }) => (at === "done" ? "—" : text) },
];
