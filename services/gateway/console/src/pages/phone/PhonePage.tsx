import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useWorkplace } from "../../app/workplace";
import { letterOf, siteFrom } from "../../domain/outbox";
import { isMonth, monthAt, monthsAround, monthText } from "../../domain/month";
import type { Site } from "../../domain/phone";
import { writable } from "../../domain/phone";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { remember } from "../../ui/remembered";
import { useTitle } from "../../ui/useTitle";
import { ReportSheet } from "./ReportSheet";
import { SiteCard } from "./SiteCard";
import { Unsent } from "./Unsent";
import { useLetters } from "./useLetters";
import { MOST, useSites } from "./useSites";
import "./phone.css";

/** Reporting from the site, on a phone: one project after another, with or without a network. */
export function PhonePage() {
  const { session, month: first } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("month") ?? "";
  const month = isMonth(asked) ? asked : first;
  const letters = useLetters(session.principal);
  const sites = useSites(month);
  const report = search.get("report") ?? "";
  const letter = letterOf(letters.letters, report, month);
  const opened = sites.data?.sites.find((site) => site.id === report) ?? (letter && siteFrom(letter));
  const open = (id: string) => setSearch(id ? { month, report: id } : { month });
  const toMonth = (next: string) => {
    remember(session.principal, "month", next);
    setSearch({ month: next });
  };
  useTitle(opened ? `${opened.name} ${monthText(month)}月报` : `${monthText(month)}填报`);
  return (
    <div className="phone">
      <header className="phone-top">
        <h1>{sites.own ? "我的项目" : "未报项目"}</h1>
        <MonthSelect month={month} onChange={toMonth} />
        <Link to={sites.own ? "/projects" : "/"}>{sites.own ? "项目清单" : "工作台"}</Link>
      </header>
      <main>
        <Weather online={letters.online} safe={letters.safe} kept={sites.data?.time} />
        {opened ? (
          <ReportSheet site={opened} month={month} letter={letter} online={letters.online} change={letters.change} onClose={() => open("")} />
        ) : (
          <>
            <Unsent letters={letters.letters} sending={letters.sending} online={letters.online} change={letters.change} onOpen={(one) => setSearch({ month: one.month, report: one.project })} />
            {sites.error && !sites.data && <ErrorPanel error={sites.error} action="project.read" onRetry={() => void sites.refetch()} />}
            <Sites sites={sites.data?.sites} month={month} online={letters.online} failed={sites.isError} onOpen={open} />
          </>
        )}
      </main>
    </div>
  );
}

/** The browser's own picker of few: a month's field of its own speaks the browser's language. */
function MonthSelect({ month, onChange }: { month: string; onChange: (month: string) => void }) {
  const [now] = useState(() => monthAt(new Date()));
  return (
    <select aria-label="填报月份" value={month} onChange={(event) => onChange(event.target.value)}>
      {monthsAround(month, now).map((one) => (
        <option key={one} value={one}>
          {monthText(one)}
        </option>
      ))}
    </select>
  );
}

/** What the reporter has to know about network and store. */
function Weather({ online, safe, kept }: { online: boolean; safe: boolean; kept: string | undefined }) {
  const since = kept ? `项目是 ${new Date(kept).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false })} 存下的。` : "";
  return (
    <>
      {!online && (
        <p className="phone-note" role="status">
          没有网络。{since}填的内容存在本机，有网后自动发送。
        </p>
      )}
      {!safe && (
        <p className="phone-note wrong" role="alert">
          这个浏览器不让网页存数据，离开本页后没有发送的内容会丢失。
        </p>
      )}
    </>
  );
}

interface SitesProps {
  sites: Site[] | undefined;
  month: string;
  online: boolean;
  failed: boolean;
  onOpen: (id: string) => void;
}

function Sites({ sites, month, online, failed, onOpen }: SitesProps) {
  if (!sites) return failed ? null : <p className="phone-note">{online ? "正在读取项目…" : "这台手机上没有存下这个月的项目，请有网时再打开一次。"}</p>;
  if (sites.length === 0) return <p className="phone-note">{monthText(month)}没有要您填报的项目。换一个月份，或请县项目办把您登记为项目的服务员。</p>;
  return (
    <>
      <p className="phone-sum">
        {monthText(month)}：{sites.length} 个项目，{sites.filter(writable).length} 个待填报
      </p>
      <ul className="phone-cards">
        {sites.map((site) => (
          <SiteCard key={site.id} site={site} month={month} onOpen={() => onOpen(site.id)} />
        ))}
      </ul>
      {sites.length === MOST && <p className="phone-note">只列前 {MOST} 个，其他的请在项目清单里找。</p>}
    </>
  );
}
