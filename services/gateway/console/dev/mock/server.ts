import type { IncomingMessage, ServerResponse } from "node:http";
import { create, fromJson, toJson } from "@bufbuild/protobuf";
import type { DescEnum, JsonValue } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  CommitImportRequestSchema,
  CommitImportResponseSchema,
  CreateImportResponseSchema,
  ImportState,
  ListImportsResponseSchema,
  PreviewImportRequestSchema,
  PreviewUndoResponseSchema,
  UndoImportRequestSchema,
  UndoImportResponseSchema,
} from "../../src/gen/pacesetter/registry/v1/import_pb";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import {
  GetProjectResponseSchema,
  ListProjectHistoryResponseSchema,
  ListProjectsResponseSchema,
  NatureSchema,
  ReportStatusSchema,
  StageSchema,
} from "../../src/gen/pacesetter/registry/v1/project_pb";
import { ListReportsResponseSchema, ReportSchema, ReportState, SaveReportRequestSchema, SaveReportResponseSchema } from "../../src/gen/pacesetter/registry/v1/report_pb";
import { GetRollupResponseSchema, GetSeriesResponseSchema, ListFigureProjectsResponseSchema, WatchRollupResponseSchema } from "../../src/gen/pacesetter/statistics/v1/statistics_pb";
import type { Call } from "./call";
import { ACCOUNTS, Refusal, send } from "./call";
import { getCutoff, listCutoffs, listRestatements, publishCutoff, reportsOf } from "./cutoffs";
import { listDue, listUnassigned } from "./due";
import { chosen, figuresOf, knownBy, lastReport, NATURE_KEY, paceOf, percent, rollupOf, touch } from "./figures";
import { getCalendar, getMonth, listMonths, listPolicies, listWork } from "./months";
import { decideDuplicate, duplicates, explainFinding, honestyPolicy, recordedReports, reportingRecord } from "./quality";
import { listMonthReports, previewReports } from "./progress";
import { getRanking, listIndicators } from "./ranking";
import { getAttainment } from "./targets";
import { imports, keepSheet, previewOf, undoRowsOf } from "./sheets";
import { arrangeTiles, getUnit, listUnits } from "./units";
import { covers, nameOf, projects, reports } from "./world";

function asked(call: Call, unit: string) {
  const get = (name: string) => call.url.searchParams.get(name) ?? "";
  return { unit, month: get("month"), listing: get("listing"), category: get("category"), nature: get("nature"), stage: get("stage"), by: get("by") };
}

function session(call: Call): void {
  const account = ACCOUNTS[call.account];
  if (!account) throw new Refusal(401, "UNAUTHENTICATED", "请先登录。");
  const { name, role, unit } = account;
  call.res.end(JSON.stringify({ name, principal: `${call.account}-demo`, grants: [{ role, unit, department: "" }], roles: [role] }));
}

function login(call: Call): void {
  const back = call.url.searchParams.get("return") ?? "/";
  const links = Object.entries(ACCOUNTS).map(
    ([key, { name }]) => `<p><a data-account="${key}" href="/auth/callback?account=${key}&return=${encodeURIComponent(back)}">${name}</a></p>`,
  );
  call.res.setHeader("Content-Type", "text/html; charset=utf-8");
  call.res.end(`<!doctype html><html lang="zh-CN"><title>演示账号</title><h1>演示账号</h1>${links.join("")}</html>`);
}

function redirect(call: Call, to: string, cookie: string): void {
  call.res.writeHead(302, { Location: to, "Set-Cookie": cookie });
  call.res.end();
}

function rollup(call: Call, unit: string): void {
  const q = asked(call, unit);
  if (!covers(ACCOUNTS[call.account]?.unit ?? "", unit)) throw new Refusal(404, "UNIT_NOT_FOUND", `找不到单位 ${unit}。`);
  const told = knownBy(reportsOf(call), () => rollupOf(q, q.by));
  told.cutoff = call.url.searchParams.get("cutoff") ?? "";
  send(call, GetRollupResponseSchema, create(GetRollupResponseSchema, { rollup: told }));
}

function series(call: Call, unit: string): void {
  const year = call.url.searchParams.get("year") ?? "";
  const months = Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, "0")}`);
  const listing = call.url.searchParams.get("listing") ?? "";
  const told = months.map((month) => ({ month, figures: figuresOf(chosen({ unit, month, listing }), month) }));
  send(call, GetSeriesResponseSchema, create(GetSeriesResponseSchema, { months: told }));
}

const watchers = new Set<() => void>();

function watch(call: Call, unit: string): void {
  const q = asked(call, unit);
  call.res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  const tell = () => {
    const message = create(WatchRollupResponseSchema, { rollup: rollupOf(q, q.by) });
    call.res.write(`event: rollup\ndata: ${JSON.stringify(toJson(WatchRollupResponseSchema, message))}\n\n`);
  };
  tell();
  watchers.add(tell);
  call.req.on("close", () => watchers.delete(tell));
}

function changed(): void {
  touch();
  for (const tell of watchers) tell();
}

/** A page of the rows; totals stand on the first one only. */
function page<T, S>(call: Call, rows: readonly T[], sums: S): { rows: T[]; nextPageToken: string; totals: S | undefined } {
  const size = Number(call.url.searchParams.get("pageSize") ?? 50);
  const start = Number(call.url.searchParams.get("pageToken") || 0);
  const nextPageToken = start + size < rows.length ? String(start + size) : "";
  return { rows: rows.slice(start, start + size), nextPageToken, totals: start === 0 ? sums : undefined };
}

function figureProjects(call: Call, unit: string): void {
  send(call, ListFigureProjectsResponseSchema, knownBy(reportsOf(call), () => rowsOf(call, unit)));
}

function rowsOf(call: Call, unit: string) {
  const q = asked(call, unit);
  const figure = call.url.searchParams.get("figure") ?? "";
  const isReported = (p: Project) => lastReport(p, q.month)?.month === q.month;
  const all = chosen(q).filter((p) => (figure === "missing" ? !isReported(p) : figure === "reported" ? isReported(p) : true));
  const { rows, nextPageToken, totals } = page(call, all, figuresOf(all, q.month));
  return create(ListFigureProjectsResponseSchema, {
    nextPageToken,
    totals,
    projects: rows.map((p) => ({
      projectId: p.id,
      name: p.name,
      unit: p.years[0]!.unit,
      unitName: nameOf(p.years[0]!.unit),
      figures: figuresOf([p], q.month),
      reportedMonth: lastReport(p, q.month)?.month ?? "",
      listings: p.years[0]!.listings.map((l) => l.key),
      category: p.years[0]!.category,
      nature: NATURE_KEY[p.years[0]!.nature] ?? "",
    })),
  });
}

function rowOf(p: Project, month: string) {
  const year = p.years[0]!;
  const last = lastReport(p, month);
  const done = last?.accepted?.figures?.yearToDateYuan ?? 0n;
  return {
    id: p.id,
    name: p.name,
    nationalCode: p.nationalCode,
    company: p.company?.name ?? "",
    stage: p.stage,
    year,
    unitName: nameOf(year.unit),
    monthYuan: last?.month === month ? last.accepted?.figures?.monthYuan : undefined,
    yearToDateYuan: done,
    reportedMonth: last?.month ?? "",
    rateShown: percent(done, year.plannedYuan),
    progress: last?.accepted?.progress ?? "",
  };
}

const ORDERS: Record<string, (row: ReturnType<typeof rowOf>) => number | string> = {
  name: (r) => r.name,
  total_investment: (r) => Number(r.year.totalInvestmentYuan),
  planned: (r) => Number(r.year.plannedYuan),
  year_to_date: (r) => Number(r.yearToDateYuan),
  rate: (r) => Number(r.rateShown),
};

function listProjects(call: Call): void {
  const get = (name: string) => call.url.searchParams.get(name) ?? "";
  const number = (schema: DescEnum, name: string) => schema.values.find((v) => v.name === get(name))?.number ?? 0;
  const nature = number(NatureSchema, "nature");
  const stage = number(StageSchema, "stage");
  const status = number(ReportStatusSchema, "reportStatus");
  const month = get("month");
  let rows = chosen({ unit: get("unit") || (ACCOUNTS[call.account]?.unit ?? ""), month, listing: get("listing"), category: get("category") })
    .filter((p) => (!nature || p.years[0]!.nature === nature) && (!stage || p.stage === stage))
    .map((p) => rowOf(p, month))
    .filter((r) => !status || (status === 1) === (r.monthYuan !== undefined))
    .filter((r) => `${r.name}${r.nationalCode}${r.company}`.includes(get("query")));
  const [key = "", direction] = get("orderBy").split(" ");
  const by = ORDERS[key];
  if (by) rows = rows.sort((a, b) => (by(a) < by(b) ? -1 : 1) * (direction === "desc" ? -1 : 1));
  const sum = (value: (row: (typeof rows)[number]) => bigint) => rows.reduce((total, row) => total + value(row), 0n);
  const planned = sum((r) => r.year.plannedYuan);
  const done = sum((r) => r.yearToDateYuan);
  const totals = {
    projects: BigInt(rows.length),
    totalInvestmentYuan: sum((r) => r.year.totalInvestmentYuan),
    plannedYuan: planned,
    yearToDateYuan: done,
    monthYuan: sum((r) => r.monthYuan ?? 0n),
    rateShown: percent(done, planned),
    paceShown: paceOf(month),
  };
  send(call, ListProjectsResponseSchema, create(ListProjectsResponseSchema, page(call, rows, totals)));
}

function projectOf(id: string): Project {
  const project = projects.find((p) => p.id === id);
  if (!project) throw new Refusal(404, "PROJECT_NOT_FOUND", "找不到这个项目，它可能不在您的管辖范围内。");
  return project;
}

function getProject(call: Call, id: string): void {
  const project = projectOf(id);
  const unitNames = Object.fromEntries(project.years.map((y) => [y.unit, nameOf(y.unit)]));
  send(call, GetProjectResponseSchema, create(GetProjectResponseSchema, { project, unitNames }));
}

function history(call: Call, id: string): void {
  const project = projectOf(id);
  const changes = (reports.get(id) ?? []).map((r, at) => ({
    time: r.accepted?.submitTime,
    principal: "county-demo",
    call: at === 2 ? "CommitImport" : "SaveReport",
    subject: `report/${r.month}`,
    version: r.version,
    importId: at === 2 ? "10000000-0000-4000-8000-000000000001" : "",
    fields: [{ field: "month_yuan", oldValue: "", newValue: String(r.accepted?.figures?.monthYuan ?? 0n) }],
  }));
  const plan = { time: project.createTime, principal: "city-demo", call: "SetProjectYear", subject: "project", version: 2n, reason: "按市政府文件调整年度计划", fields: [{ field: "years.2020.planned_yuan", oldValue: "80000000", newValue: String(project.years[0]!.plannedYuan) }] };
  send(call, ListProjectHistoryResponseSchema, create(ListProjectHistoryResponseSchema, { changes: [...changes.reverse(), plan] }));
}

function listReports(call: Call, id: string): void {
  send(call, ListReportsResponseSchema, create(ListReportsResponseSchema, { reports: reports.get(id) ?? [] }));
}

async function saveReport(call: Call, id: string, month: string): Promise<void> {
  const wanted = fromJson(SaveReportRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const known = reports.get(id) ?? [];
  const report = known.find((r) => r.month === month) ?? create(ReportSchema, { projectId: id, month });
  if (report.version !== wanted.version) throw new Refusal(409, "STALE_VERSION", "别人刚刚改过这个月的月报，请核对后再提交。");
  const revision = { number: (report.accepted?.number ?? 0) + 1, state: ReportState.DRAFT, figures: wanted.figures, progress: wanted.progress, problems: wanted.problems, reason: wanted.reason, author: "demo", submitTime: timestampFromDate(new Date()) };
  const direct = create(ReportSchema, { accepted: { ...revision, state: ReportState.ACCEPTED } }).accepted;
  if (wanted.submit) [report.accepted, report.pending] = [direct, undefined];
  else report.pending = create(ReportSchema, { pending: revision }).pending;
  report.version += 1n;
  reports.set(id, [...known.filter((r) => r !== report), report].sort((a, b) => (a.month < b.month ? -1 : 1)));
  changed();
  send(call, SaveReportResponseSchema, create(SaveReportResponseSchema, { report }));
}

async function upload(call: Call): Promise<void> {
  const body = await call.body();
  const field = (name: string) => new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)`).exec(body)?.[1] ?? "";
  const fileName = /filename="([^"]*)"/.exec(body)?.[1] ?? "sheet.xlsx";
  const made = keepSheet(field("unit"), field("month"), fileName);
  send(call, CreateImportResponseSchema, create(CreateImportResponseSchema, { import: made, preview: previewOf(made, undefined) }));
}

function importOf(id: string) {
  const made = imports.get(id);
  if (!made) throw new Refusal(404, "IMPORT_NOT_FOUND", "找不到这次导入。");
  return made;
}

function getImport(call: Call, id: string): void {
  const made = importOf(id);
  const preview = made.state === ImportState.COMMITTED ? undefined : previewOf(made, undefined);
  send(call, CreateImportResponseSchema, create(CreateImportResponseSchema, { import: made, preview }));
}

async function previewImport(call: Call, id: string): Promise<void> {
  const wanted = fromJson(PreviewImportRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const made = importOf(id);
  send(call, CreateImportResponseSchema, create(CreateImportResponseSchema, { import: made, preview: previewOf(made, wanted.options) }));
}

async function commitImport(call: Call, id: string): Promise<void> {
  const wanted = fromJson(CommitImportRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const made = importOf(id);
  const preview = previewOf(made, wanted.options);
  if (wanted.reason === "") throw new Refusal(400, "REASON_MISSING", "更正已审核的月报需要填写理由。");
  made.state = ImportState.COMMITTED;
  made.writtenCount = preview.writeCount;
  made.commitTime = timestampFromDate(new Date());
  changed();
  send(call, CommitImportResponseSchema, create(CommitImportResponseSchema, { import: made, rows: preview.rows, writtenCount: preview.writeCount, createdCount: 1 }));
}

function previewUndo(call: Call, id: string): void {
  const made = importOf(id);
  const rows = undoRowsOf(made);
  send(call, PreviewUndoResponseSchema, create(PreviewUndoResponseSchema, { import: made, rows, undoCount: rows.length - 1, leftCount: 1 }));
}

async function undoImport(call: Call, id: string): Promise<void> {
  const wanted = fromJson(UndoImportRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const made = importOf(id);
  if (wanted.reason === "") throw new Refusal(400, "REASON_MISSING", "请填写撤销理由。");
  const rows = undoRowsOf(made);
  Object.assign(made, { state: ImportState.UNDONE, undoneCount: rows.length - 1, writtenCount: 1, undoReason: wanted.reason, undoPrincipal: "county-demo", undoTime: timestampFromDate(new Date()) });
  changed();
  send(call, UndoImportResponseSchema, create(UndoImportResponseSchema, { import: made, rows, undoneCount: rows.length - 1, leftCount: 1 }));
}

function listImports(call: Call): void {
  send(call, ListImportsResponseSchema, create(ListImportsResponseSchema, { imports: [...imports.values()].reverse() }));
}

type Handler = (call: Call, ...args: string[]) => void | Promise<void>;

const ROUTES: [verb: string, path: RegExp, handler: Handler][] = [
  ["GET", /^\/api\/v1\/session$/, session],
  ["GET", /^\/auth\/login$/, login],
  ["GET", /^\/auth\/callback$/, (c) => redirect(c, c.url.searchParams.get("return") ?? "/", `mock=${c.url.searchParams.get("account")}; Path=/; HttpOnly`)],
  ["POST", /^\/auth\/logout$/, (c) => redirect(c, "/api/v1/signed-out", "mock=; Path=/; Max-Age=0")],
  ["GET", /^\/api\/v1\/signed-out$/, (c) => void c.res.end("{}")],
  ["GET", /^\/api\/v1\/units$/, listUnits],
  ["GET", /^\/api\/v1\/units\/([^/:]+)$/, getUnit],
  ["POST", /^\/api\/v1\/units\/([^/:]+):arrange$/, arrangeTiles],
  ["GET", /^\/api\/v1\/rollups\/([^/]+)$/, rollup],
  ["GET", /^\/api\/v1\/rollups\/([^/]+)\/series$/, series],
  ["GET", /^\/api\/v1\/rollups\/([^/]+)\/projects$/, figureProjects],
  ["GET", /^\/api\/v1\/rollups\/([^/]+)\/watch$/, watch],
  ["GET", /^\/api\/v1\/indicators$/, listIndicators],
  ["GET", /^\/api\/v1\/rankings\/([^/]+)$/, getRanking],
  ["GET", /^\/api\/v1\/targets\/([^/]+)\/attainment$/, getAttainment],
  ["GET", /^\/api\/v1\/cutoffs$/, listCutoffs],
  ["POST", /^\/api\/v1\/cutoffs$/, publishCutoff],
  ["GET", /^\/api\/v1\/cutoffs\/([^/]+)$/, getCutoff],
  ["GET", /^\/api\/v1\/cutoffs\/([^/]+)\/restatements$/, listRestatements],
  ["GET", /^\/api\/v1\/due\/([^/]+)$/, listDue],
  ["GET", /^\/api\/v1\/projects:unassigned$/, listUnassigned],
  ["GET", /^\/api\/v1\/work\/([^/]+)$/, listWork],
  ["GET", /^\/api\/v1\/months\/([^/]+)$/, listMonths],
  ["GET", /^\/api\/v1\/months\/([^/]+)\/([^/]+)$/, getMonth],
  ["GET", /^\/api\/v1\/calendars\/([^/]+)$/, getCalendar],
  ["GET", /^\/api\/v1\/policies$/, listPolicies],
  ["GET", /^\/api\/v1\/projects$/, listProjects],
  ["GET", /^\/api\/v1\/projects\/([^/]+)$/, getProject],
  ["GET", /^\/api\/v1\/projects\/([^/]+)\/history$/, history],
  ["GET", /^\/api\/v1\/projects\/([^/]+)\/reports$/, listReports],
  ["PUT", /^\/api\/v1\/projects\/([^/]+)\/reports\/([^/]+)$/, saveReport],
  ["POST", /^\/api\/v1\/projects\/([^/]+)\/reports\/([^/:]+):explain$/, explainFinding],
  ["GET", /^\/api\/v1\/reports$/, listMonthReports],
  ["POST", /^\/api\/v1\/reports:preview$/, previewReports],
  ["GET", /^\/api\/v1\/honesty\/policy$/, honestyPolicy],
  ["GET", /^\/api\/v1\/honesty\/record$/, reportingRecord],
  ["GET", /^\/api\/v1\/honesty\/record\/reports$/, recordedReports],
  ["GET", /^\/api\/v1\/honesty\/duplicates$/, duplicates],
  ["POST", /^\/api\/v1\/honesty\/duplicates:decide$/, decideDuplicate],
  ["GET", /^\/api\/v1\/imports$/, listImports],
  ["POST", /^\/api\/v1\/imports:upload$/, upload],
  ["GET", /^\/api\/v1\/imports\/([^/:]+)$/, getImport],
  ["POST", /^\/api\/v1\/imports\/([^/:]+):preview$/, previewImport],
  ["POST", /^\/api\/v1\/imports\/([^/:]+):commit$/, commitImport],
  ["GET", /^\/api\/v1\/imports\/([^/:]+)\/undo$/, previewUndo],
  ["POST", /^\/api\/v1\/imports\/([^/:]+):undo$/, undoImport],
];

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function refuse(res: ServerResponse, error: unknown): void {
  const { status, reason, message } = error instanceof Refusal ? error : new Refusal(500, "INTERNAL", String(error));
  res.writeHead(status, { "Content-Type": "application/json" });
  res.end(JSON.stringify({ reason, message, trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", fields: [] }));
}

/** Answers what the platform would; everything else is the console's own. */
export async function answer(req: IncomingMessage, res: ServerResponse, next: () => void): Promise<void> {
  const url = new URL(req.url ?? "/", "http://mock");
  const route = ROUTES.find(([verb, path]) => verb === req.method && path.test(url.pathname));
  if (!route) return next();
  const [, path, handler] = route;
  const account = /mock=(\w+)/.exec(req.headers.cookie ?? "")?.[1] ?? "";
  const call: Call = { req, res, url, account, body: () => bodyOf(req) };
  try {
    if (!account && url.pathname.startsWith("/api/") && !url.pathname.endsWith("signed-out")) throw new Refusal(401, "UNAUTHENTICATED", "请先登录。");
    const args = (path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
    await handler(call, ...args);
  } catch (error) {
    refuse(res, error);
  }
}

