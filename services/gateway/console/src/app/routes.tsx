import type { RouteObject } from "react-router";
import { ErrorPanel } from "../ui/ErrorPanel";
import { Allowed } from "./Allowed";
import { Home } from "./Home";
import { LoginPage } from "./LoginPage";
import { NotFound } from "./NotFound";
import { Paper } from "./Paper";
import { Bare, Shell } from "./Shell";

/** Each page is a chunk of its own, fetched when it is first opened. */
export const routes: RouteObject[] = [
  { path: "/login", element: <LoginPage /> },
  {
    element: <Bare />,
    errorElement: <ErrorPanel error={null} onRetry={() => window.location.reload()} />,
    hydrateFallbackElement: <div className="state">正在打开…</div>,
    children: [
      {
        element: <Allowed action="report.write" />,
        children: [{ path: "m", lazy: async () => ({ Component: (await import("../pages/phone/PhonePage")).PhonePage }) }],
      },
      {
        element: <Allowed action="rollup.read" />,
        children: [{ path: "screen", lazy: async () => ({ Component: (await import("../pages/screen/ScreenPage")).ScreenPage }) }],
      },
    ],
  },
  {
    path: "/print",
    element: <Paper />,
    children: [
      { path: "list", lazy: async () => ({ Component: (await import("../pages/projects/ListPaper")).ListPaper }) },
      { path: "projects/:id", lazy: async () => ({ Component: (await import("../pages/project/ProjectPaper")).ProjectPaper }) },
      { path: "ranking", lazy: async () => ({ Component: (await import("../pages/ranking/RankingPage")).RankingPage }) },
      { path: "wall", lazy: async () => ({ Component: (await import("../pages/wall/WallPage")).WallPage }) },
    ],
  },
  {
    path: "/",
    element: <Shell />,
    errorElement: <ErrorPanel error={null} onRetry={() => window.location.reload()} />,
    hydrateFallbackElement: <div className="state">正在打开…</div>,
    children: [
      { index: true, element: <Home /> },
      {
        element: <Allowed action="rollup.read" />,
        children: [
          { path: "ranking", lazy: async () => ({ Component: (await import("../pages/ranking/RankingPage")).RankingPage }) },
          { path: "wall", lazy: async () => ({ Component: (await import("../pages/wall/WallPage")).WallPage }) },
          { path: "targets", lazy: async () => ({ Component: (await import("../pages/targets/TargetsPage")).TargetsPage }) },
          { path: "rollup", lazy: async () => ({ Component: (await import("../pages/rollup/RollupPage")).RollupPage }) },
          {
            path: "rollup/projects",
            lazy: async () => ({ Component: (await import("../pages/rollup/FigureProjectsPage")).FigureProjectsPage }),
          },
          {
            path: "rollup/restatements",
            lazy: async () => ({ Component: (await import("../pages/rollup/RestatementsPage")).RestatementsPage }),
          },
        ],
      },
      {
        element: <Allowed action="quality.read" />,
        children: [
          { path: "quality", lazy: async () => ({ Component: (await import("../pages/quality/QualityPage")).QualityPage }) },
          { path: "quality/reports", lazy: async () => ({ Component: (await import("../pages/quality/ReportsPage")).ReportsPage }) },
        ],
      },
      {
        element: <Allowed action="due.read" />,
        children: [{ path: "months", lazy: async () => ({ Component: (await import("../pages/months/MonthsPage")).MonthsPage }) }],
      },
      {
        element: <Allowed action="duty.read" />,
        children: [{ path: "people", lazy: async () => ({ Component: (await import("../pages/people/PeoplePage")).PeoplePage }) }],
      },
      { path: "progress", lazy: async () => ({ Component: (await import("../pages/progress/ProgressPage")).ProgressPage }) },
      { path: "projects", lazy: async () => ({ Component: (await import("../pages/projects/ProjectsPage")).ProjectsPage }) },
      {
        element: <Allowed action="project.write" />,
        children: [{ path: "projects/new", lazy: async () => ({ Component: (await import("../pages/edit/NewProjectPage")).NewProjectPage }) }],
      },
      { path: "projects/:id", lazy: async () => ({ Component: (await import("../pages/project/ProjectPage")).ProjectPage }) },
      {
        element: <Allowed action="import" />,
        children: [
          { path: "imports", lazy: async () => ({ Component: (await import("../pages/imports/ImportsPage")).ImportsPage }) },
          { path: "imports/new", lazy: async () => ({ Component: (await import("../pages/imports/UploadPage")).UploadPage }) },
          { path: "imports/:id", lazy: async () => ({ Component: (await import("../pages/imports/PreviewPage")).PreviewPage }) },
        ],
      },
      {
        element: <Allowed action="grant.write" />,
        children: [{ path: "admin/grants", lazy: async () => ({ Component: (await import("../pages/admin/GrantsPage")).GrantsPage }) }],
      },
      {
        element: <Allowed action="unit.write" />,
        children: [
          { path: "admin/units", lazy: async () => ({ Component: (await import("../pages/admin/UnitsPage")).UnitsPage }) },
          { path: "admin/departments", lazy: async () => ({ Component: (await import("../pages/admin/DepartmentsPage")).DepartmentsPage }) },
          { path: "admin/calendars", lazy: async () => ({ Component: (await import("../pages/admin/CalendarsPage")).CalendarsPage }) },
        ],
      },
      {
        element: <Allowed action="policy.read" />,
        children: [{ path: "admin/policies", lazy: async () => ({ Component: (await import("../pages/admin/PoliciesPage")).PoliciesPage }) }],
      },
      {
        element: <Allowed action="audit.read" />,
        children: [{ path: "admin/audit", lazy: async () => ({ Component: (await import("../pages/admin/AuditPage")).AuditPage }) }],
      },
      { path: "*", element: <NotFound /> },
    ],
  },
];
