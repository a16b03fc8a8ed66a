import { useState } from "react";
import { newRequestId } from "../../api/client";
import { monthText } from "../../domain/month";
import { parseWan, wanText } from "../../domain/money";
import type { Letter } from "../../domain/outbox";
import { complete, saidFault, sumsOf, withLetter, withoutLetter } from "../../domain/outbox";
import type { Said, Site } from "../../domain/phone";
import { NOTHING_SAID, SITE_STATE, writable } from "../../domain/phone";
import { Mark } from "../../ui/Mark";
import { SITE_TONE } from "./SiteCard";
import type { Change } from "./useLetters";

interface ReportSheetProps {
  site: Site;
  month: string;
  /** What was written before and not sent. */
  letter: Letter | undefined;
  online: boolean;
  change: Change;
  onClose: () => void;
}

/** One month's report in three fields; every letter typed is kept on this machine. */
export function ReportSheet({ site, month, letter, online, change, onClose }: ReportSheetProps) {
  const base = letter ?? site;
  const said = letter?.said ?? (writable(site) ? site.said : NOTHING_SAID);
  const keep = (next: Said, state: Letter["state"]) => change((all) => withLetter(all, written(site, month, base, next, state)));
  const set = (part: Partial<Said>) => keep({ ...said, ...part }, "draft");
  const hand = () => {
    keep(said, "queued");
    onClose();
  };
  const drop = () => {
    if (letter) change((all) => withoutLetter(all, letter));
    onClose();
  };
  return (
    <form className="phone-sheet" onSubmit={(event) => event.preventDefault()}>
      <div className="phone-card-head">
        <h2>{site.name}</h2>
        <Mark tone={SITE_TONE[site.state]}>{SITE_STATE[site.state]}</Mark>
      </div>
      <p className="muted">
        {[site.unit, `${monthText(month)}月报`].filter(Boolean).join(" · ")}
      </p>
      {site.reason && <p className="wrong">退回理由：{site.reason}</p>}
      {site.held && (
        <p className="wrong" role="alert">
          {site.held}
        </p>
      )}
      {letter?.message && (
        <p className="wrong" role="alert">
          上次没有被接收：{letter.message}
        </p>
      )}
      <Sums said={said} earlier={base.earlier} set={set} />
      <label className="phone-field">
        形象进度
        <textarea value={said.progress} rows={3} maxLength={2000} placeholder="如：主体结构封顶，设备安装完成 40%" onChange={(event) => set({ progress: event.target.value })} />
      </label>
      <Problems value={said.problems} onChange={(problems) => set({ problems })} />
      <div className="phone-deeds">
        <button type="button" className="phone-main" disabled={Boolean(site.held) || !complete(said, base.earlier)} onClick={hand}>
          {online ? "提交" : "存下，有网时提交"}
        </button>
        <button type="button" onClick={onClose}>
          返回
        </button>
        {letter && (
          <button type="button" onClick={drop}>
            删除草稿
          </button>
        )}
      </div>
    </form>
  );
}

function written(site: Site, month: string, base: Pick<Letter, "version" | "earlier">, said: Said, state: Letter["state"]): Letter {
  return {
    project: site.id,
    name: site.name,
    month,
    said,
    earlier: base.earlier,
    version: base.version,
    requestId: newRequestId(),
    time: new Date().toISOString(),
    state,
    message: "",
    theirs: null,
  };
}

interface SumsProps {
  said: Said;
  earlier: Letter["earlier"];
  set: (part: Partial<Said>) => void;
}

/** The month's sum; those of year and all only where nothing was reported before. */
function Sums({ said, earlier, set }: SumsProps) {
  const sums = sumsOf(said, earlier);
  const fault = saidFault(said, earlier);
  return (
    <>
      <SumField label="本月完成（万元）" value={said.month} onChange={(month) => set({ month })} />
      {earlier ? (
        <p className="muted number">
          此前：年度 {readable(earlier.yearToDate)}，累计 {readable(earlier.cumulative)} 万元。
          {sums && `加上本月：年度 ${wanText(sums.yearToDate)}，累计 ${wanText(sums.cumulative)} 万元。`}
        </p>
      ) : (
        <>
          <p className="muted">这个项目第一次报，请把年度和累计也填上。</p>
          <SumField label="年度完成（万元）" value={said.yearToDate} onChange={(yearToDate) => set({ yearToDate })} />
          <SumField label="累计完成（万元）" value={said.cumulative} onChange={(cumulative) => set({ cumulative })} />
        </>
      )}
      {fault && (
        <p className="wrong" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

function readable(wan: string): string {
  return wanText(parseWan(wan) ?? 0n);
}

function SumField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const wrong = value !== "" && parseWan(value) === null;
  return (
    <label className="phone-field">
      {label}
      <input inputMode="decimal" className="number" value={value} aria-invalid={wrong} onChange={(event) => onChange(event.target.value)} />
      {wrong && <span className="wrong">请填不小于 0 的数，最多四位小数</span>}
    </label>
  );
}

function Problems({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [has, setHas] = useState(value !== "");
  const none = () => {
    setHas(false);
    onChange("");
  };
  return (
    <fieldset className="phone-field">
      <legend>有无问题</legend>
      <div className="phone-choice">
        <label>
          <input type="radio" name="problems" checked={!has} onChange={none} />无
        </label>
        <label>
          <input type="radio" name="problems" checked={has} onChange={() => setHas(true)} />有
        </label>
      </div>
      {has && <textarea aria-label="存在问题" value={value} rows={2} maxLength={2000} onChange={(event) => onChange(event.target.value)} />}
    </fieldset>
  );
}
