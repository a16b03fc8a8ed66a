import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Suspense } from "react";
import { Link, Navigate, NavLink, Outlet, useLocation } from "react-router";
import type { Session } from "../api/session";
import { signOut, useSession } from "../api/session";
import type { Action } from "../domain/permissions";
import { mayAnywhere, mayAtTop } from "../domain/permissions";
import { ROLES, say } from "../domain/words";
import { ErrorPanel } from "../ui/ErrorPanel";
import { forget, recall } from "../ui/remembered";
import { useDelayed } from "../ui/useDelayed";
import { PrintFoot } from "./PrintFoot";
import { useFirstMonth, useTree, WorkplaceContext } from "./workplace";

interface Entry {
  path: string;
  text: string;
  action: Action;
  /** Only for those who may do it at the unit above all. */
  top?: boolean;
}

/** The entries of the menu; only pages that work are here. */
const ENTRIES: Entry[] = [
  { path: "/", text: "工作台", action: "due.read" },
  { path: "/rollup", text: "汇总", action: "rollup.read" },
  { path: "/ranking", text: "排行", action: "rollup.read" },
  { path: "/targets", text: "目标任务", action: "rollup.read" },
  { path: "/projects", text: "项目清单", action: "project.read" },
  { path: "/months", text: "月报送审", action: "due.read" },
  { path: "/progress", text: "进度清单", action: "project.read" },
  { path: "/m", text: "手机填报", action: "report.write" },
  { path: "/people", text: "责任落实", action: "duty.read" },
  { path: "/imports", text: "导入", action: "import" },
  { path: "/quality", text: "数据质量", action: "quality.read" },
  { path: "/wall", text: "挂图作战", action: "rollup.read" },
  { path: "/screen", text: "大屏", action: "rollup.read" },
];

/** What belongs to 系统管理, apart from everyday work. */
const ADMINISTRATION: Entry[] = [
  { path: "/admin/grants", text: "授权", action: "grant.write" },
  { path: "/admin/units", text: "单位", action: "unit.write" },
  { path: "/admin/departments", text: "部门", action: "unit.write" },
  { path: "/admin/calendars", text: "报送日历", action: "unit.write" },
  { path: "/admin/policies", text: "规则", action: "unit.write" },
  { path: "/admin/audit", text: "审计记录", action: "audit.read", top: true },
];

/** The frame around most pages: who is signed in, and where to go. */
export function Shell() {
  return <SignedIn>{(session) => <Frame session={session} />}</SignedIn>;
}

/** Pages that fill the window by themselves: the phone's and the wall's. */
export function Bare() {
  return <SignedIn>{(session) => <Opened session={session} />}</SignedIn>;
}

/** Sends whoever is not signed in there first, and brings them back. */
function SignedIn({ children }: { children: (session: Session) => ReactNode }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  const late = useDelayed(session.isPending);
  if (session.isPending) return late ? <div className="state">正在打开…</div> : null;
  if (session.error) return <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />;
  if (!session.data) {
    return <Navigate to={`/login?return=${encodeURIComponent(pathname + search)}`} replace />;
  }
  return children(session.data);
}

function Frame({ session }: { session: Session }) {
  const { tree } = useTree(0);
  const may = ({ action, top }: Entry) => (top ? mayAtTop(session.grants, action, tree) : mayAnywhere(session.grants, action));
  const administration = ADMINISTRATION.filter(may);
  const client = useQueryClient();
  const leave = async () => {
    await client.cancelQueries();
    forget(session.principal, "sites"); // reports that are still to be handed in stay
    await signOut();
  };
  return (
    <div className="shell">
      <a href="#content" className="skip-link">
        跳到内容
      </a>
      <header className="shell-header">
        <Link to="/" className="brand">
          旗手<span className="full-name"> · 重点项目推进平台</span>
        </Link>
        <span className="who">{whoText(session)}</span>
        <button type="button" onClick={() => void leave()}>
          退出
        </button>
      </header>
      <nav className="shell-menu" aria-label="主菜单">
        <Entries session={session} entries={ENTRIES.filter(may)} />
        {administration.length > 0 && (
          <div role="group" aria-labelledby="administration">
            <span id="administration">系统管理</span>
            <Entries session={session} entries={administration} />
          </div>
        )}
      </nav>
      <main className="shell-main" id="content" tabIndex={-1}>
        <Opened session={session} />
      </main>
      <PrintFoot name={whoText(session)} />
    </div>
  );
}

function Entries({ session, entries }: { session: Session; entries: Entry[] }) {
  return entries.map((entry) => (
    <NavLink key={entry.path} end={entry.path === "/"} to={entry.path + recalledSearch(session, entry.path)}>
      {entry.text}
    </NavLink>
  ));
}

export function whoText({ name, grants }: Session): string {
  const roles = [...new Set(grants.map((grant) => say(ROLES, grant.role)))].join("、");
  return name.includes(roles) || roles === "" ? name : `${roles} · ${name}`;
}

/** The list opens with the filters it was left with. */
function recalledSearch({ principal }: Session, path: string): string {
  return path === "/projects" ? recall(principal, "projects") : "";
}

interface OpenedProps {
  session: Session;
  /** What a print is asked for: its month, or the unit whose newest month it is on (the topmost where none is named). */
  print?: { month: string; unit: string };
}

/** The page of the address, once it is known over which unit and on which month it works. */
export function Opened({ session, print }: OpenedProps) {
  const { tree, error, refetch } = useTree(0);
  const home = tree?.roots[0] ?? "";
  const month = useFirstMonth(session, print?.unit || home, { asked: print?.month ?? "", guess: !print });
  const late = useDelayed(!month.data);
  if (error && !tree) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (tree && home === "") return <div className="panel state">您的账号还没有任何单位的授权，请联系本单位管理员。</div>;
  if (!month.data) return late ? <div className="state">正在打开…</div> : null;
  return (
    <WorkplaceContext value={{ session, month: month.data, home }}>
      <Suspense>
        <Outlet />
      </Suspense>
    </WorkplaceContext>
  );
}
