import { Link } from "react-router";
import type { Site, SiteState } from "../../domain/phone";
import { doneLabel, SITE_STATE, writable } from "../../domain/phone";
import { numberOf } from "../../domain/month";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";

export const SITE_TONE: Record<SiteState, Tone> = { missing: "warn", draft: "quiet", returned: "bad", waiting: "info", accepted: "good" };

/** A project with what its month is at, and the one deed there is. */
export function SiteCard({ site, month, onOpen }: { site: Site; month: string; onOpen: () => void }) {
  return (
    <li className="phone-card" data-site={site.id}>
      <div className="phone-card-head">
        <h2>{site.name}</h2>
        <Mark tone={SITE_TONE[site.state]}>
          {numberOf(month)}月{SITE_STATE[site.state]}
        </Mark>
      </div>
      <p className="muted number">
        {[site.unit, site.rate && `完成率 ${site.rate}%`].filter(Boolean).join(" · ")}
        <br />
        {doneLabel(month)} {site.done} / 计划 {site.planned} 万元
      </p>
      {site.reason && <p className="wrong">退回理由：{site.reason}</p>}
      {site.held && <p className="muted">{site.held}</p>}
      <div className="phone-deeds">
        {writable(site) && (
          <button type="button" className="phone-main" onClick={onOpen}>
            报进度
          </button>
        )}
        <Link className="phone-button" to={`/projects/${site.id}?tab=progress`}>
          项目文件
        </Link>
      </div>
    </li>
  );
}
