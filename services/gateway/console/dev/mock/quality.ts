import { create, fromJson } from "@bufbuild/protobuf";
import type { JsonValue } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { DuplicatePair, ReportingCounts } from "../../src/gen/pacesetter/registry/v1/honesty_pb";
import {
  AlikeProjectSchema,
  DecideDuplicateRequestSchema,
  DecideDuplicateResponseSchema,
  DuplicatePairSchema,
  ExplainFindingRequestSchema,
  ExplainFindingResponseSchema,
  GetHonestyPolicyResponseSchema,
  ListDuplicatesResponseSchema,
  ListRecordedReportsResponseSchema,
  ListReportingRecordResponseSchema,
  RecordedReportSchema,
  RecordKindSchema,
  ReportingCountsSchema,
} from "../../src/gen/pacesetter/registry/v1/honesty_pb";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../../src/gen/pacesetter/registry/v1/report_pb";
import { ExplanationSchema, FindingSchema, Severity, VerdictSchema } from "../../src/gen/pacesetter/registry/v1/report_pb";
import type { Call } from "./call";
import { Refusal, send } from "./call";
import { childrenOf, covers, nameOf, projects, reports } from "./world";

const MONTHS = ["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"];
const LIKENESSES = [
  { reason: "NAME_SAME", title: "项目名称相同", score: 60 },
  { reason: "NAME_SIMILAR", title: "项目名称相近", score: 30 },
  { reason: "COMPANY_SAME", title: "项目单位相同", score: 30 },
  { reason: "PHASE_DIFFERS", title: "期数或标段不同", score: -40 },
];

function plant(report: Report, n: number): void {
  const { accepted } = report;
  if (!accepted) return;
  report.firstSubmitTime = n % 17 === 0 ? timestampFromDate(new Date(`${report.month}-28T03:00:00Z`)) : accepted.submitTime;
  if (n % 43 === 0) accepted.number = 2;
  if (n % 31 !== 0) return;
  const message = "本月完成是此前三个月平均数的 4 倍以上，请说明。";
  accepted.findings.push(create(FindingSchema, { reason: "MONTH_JUMP", field: "month_yuan", severity: Severity.WARNING, message, explanationAsked: true }));
  if (n % 62 === 0) report.verdicts.push(create(VerdictSchema, { isFalse: true, reason: "现场核实未发生", revision: 1 }));
}

projects.forEach((project, n) => (reports.get(project.id) ?? []).filter((r) => r.month === "2020-04").forEach((report) => plant(report, n)));

function dueTime(month: string): Date {
  return new Date(`${month}-25T16:00:00Z`);
}

function unexplained(report: Report | undefined): number {
  return report?.accepted?.findings.filter((f) => f.explanationAsked && f.explanations.length === 0).length ?? 0;
}

type Row = { project: Project; month: string; report: Report | undefined };

const HOLDS: Record<string, (row: Row) => boolean> = {
  due: () => true,
  missing: ({ report }) => !report?.accepted,
  waiting: ({ report }) => !report?.accepted && report?.pending !== undefined,
  late: ({ report, month }) => Number(report?.firstSubmitTime?.seconds ?? 0n) * 1000 > dueTime(month).getTime(),
  corrected: ({ report }) => (report?.accepted?.number ?? 0) > 1,
  flagged: ({ report }) => report?.accepted?.findings.some((f) => f.explanationAsked) ?? false,
  unexplained: ({ report }) => unexplained(report) > 0,
  false: ({ report }) => report?.verdicts.at(-1)?.isFalse ?? false,
};

function rowsOf(unit: string, year: string, months: readonly string[]): Row[] {
  if (year !== "2020") return [];
  return projects
    .filter((p) => covers(unit, p.years[0]!.unit))
    .flatMap((project) => months.map((month) => ({ project, month, report: reports.get(project.id)?.find((r) => r.month === month) })));
}

function countsOf(rows: readonly Row[]): ReportingCounts {
  const count = (kind: string) => rows.filter(HOLDS[kind]!).length;
  const { due, missing, waiting, late, corrected, flagged } = Object.fromEntries(Object.keys(HOLDS).map((kind) => [kind, count(kind)]));
  return create(ReportingCountsSchema, { due, missing, waiting, late, corrected, flagged, unexplained: count("unexplained"), falseCount: count("false") });
}

function recordOf(unit: string, year: string) {
  const months = year === "2020" ? MONTHS : [];
  return { unit, unitName: nameOf(unit), year: countsOf(rowsOf(unit, year, months)), months: months.map((month) => ({ month, counts: countsOf(rowsOf(unit, year, [month])) })) };
}

export function reportingRecord(call: Call): void {
  const unit = call.url.searchParams.get("unit") ?? "";
  const year = call.url.searchParams.get("year") ?? "";
  const below = childrenOf(unit).map((u) => u.code);
  const records = (below.length > 0 ? below : [unit]).map((code) => recordOf(code, year));
  send(call, ListReportingRecordResponseSchema, create(ListReportingRecordResponseSchema, { records, total: recordOf(unit, year) }));
}

export function recordedReports(call: Call): void {
  const get = (name: string) => call.url.searchParams.get(name) ?? "";
  const month = Number(get("month") || 0);
  const kind = RecordKindSchema.values.find((v) => v.name === get("kind"))?.localName.toLowerCase() ?? "";
  const rows = rowsOf(get("unit"), get("year"), month === 0 ? MONTHS : MONTHS.slice(month - 1, month)).filter(HOLDS[kind] ?? (() => false));
  const told = rows.map(({ project, report, month: of }) =>
    create(RecordedReportSchema, {
      projectId: project.id,
      projectName: project.name,
      unit: project.years[0]!.unit,
      unitName: nameOf(project.years[0]!.unit),
      month: of,
      dueTime: timestampFromDate(dueTime(of)),
      firstSubmitTime: report?.firstSubmitTime ?? report?.accepted?.submitTime,
      acceptedRevision: report?.accepted?.number ?? 0,
      unexplained: unexplained(report),
      verdict: report?.verdicts.at(-1),
    }),
  );
  send(call, ListRecordedReportsResponseSchema, create(ListRecordedReportsResponseSchema, { reports: told }));
}

export async function explainFinding(call: Call, id: string, month: string): Promise<void> {
  const wanted = fromJson(ExplainFindingRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const report = reports.get(id)?.find((r) => r.month === month);
  const finding = report?.accepted?.findings.find((f) => f.reason === wanted.reason);
  if (!report || !finding) throw new Refusal(404, "FINDING_NOT_FOUND", `${month} 的月报没有这条校核提示，或已有更新的版次。`);
  finding.explanations.push(create(ExplanationSchema, { text: wanted.text, principal: `${call.account}-demo`, time: timestampFromDate(new Date()), revision: 1 }));
  report.version += 1n;
  send(call, ExplainFindingResponseSchema, create(ExplainFindingResponseSchema, { report }));
}

const apart = new Set<string>();

function alike(p: Project) {
  const year = p.years[0]!;
  return create(AlikeProjectSchema, {
    id: p.id,
    name: p.name,
    nationalCode: p.nationalCode,
    company: p.company?.name ?? "",
    place: p.place,
    unit: year.unit,
    unitName: nameOf(year.unit),
    totalInvestmentYuan: year.totalInvestmentYuan,
  });
}

function pairsOf(unit: string): DuplicatePair[] {
  const own = projects.filter((p) => covers(unit, p.years[0]!.unit));
  const seen = new Map<string, Project>();
  const pairs: DuplicatePair[] = [];
  for (const p of own) {
    const name = p.name.replace(/第.*|（.*/, "");
    const other = seen.get(name);
    seen.set(name, p);
    if (!other || pairs.length >= 24) continue;
    const same = other.name === p.name;
    const likenesses = LIKENESSES.filter(({ reason }) => (reason === "NAME_SAME" ? same : reason === "NAME_SIMILAR" ? !same : reason === "COMPANY_SAME" ? p.company?.name === other.company?.name : false));
    const score = likenesses.reduce((sum, one) => sum + one.score, 0);
    pairs.push(create(DuplicatePairSchema, { first: alike(other), second: alike(p), score, likenesses, decided: apart.has(`${other.id}/${p.id}`) }));
  }
  return pairs.sort((a, b) => b.score - a.score);
}

export function duplicates(call: Call): void {
  const { searchParams } = call.url;
  const pairs = pairsOf(searchParams.get("unit") ?? "").filter((pair) => searchParams.get("withDecided") === "true" || !pair.decided);
  send(call, ListDuplicatesResponseSchema, create(ListDuplicatesResponseSchema, { pairs, total: pairs.length }));
}

export async function decideDuplicate(call: Call): Promise<void> {
  const wanted = fromJson(DecideDuplicateRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  if (wanted.reason === "") throw new Refusal(400, "REASON_MISSING", "请填写原因。");
  const key = `${wanted.projectId}/${wanted.otherId}`;
  if (wanted.apart) apart.add(key);
  else apart.delete(key);
  send(call, DecideDuplicateResponseSchema, create(DecideDuplicateResponseSchema, {}));
}

export function honestyPolicy(call: Call): void {
  send(call, GetHonestyPolicyResponseSchema, create(GetHonestyPolicyResponseSchema, { dueDay: 25, dueMonthOffset: 0, explainDays: 10, likenesses: LIKENESSES, leastScore: 60 }));
}
