import type { JsonValue } from "@bufbuild/protobuf";
import { create, fromJson } from "@bufbuild/protobuf";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import type { PreviewedReport, ReportDraft } from "../../src/gen/pacesetter/registry/v1/progress_pb";
import { ListMonthReportsResponseSchema, PreviewedReportSchema, PreviewReportsRequestSchema, PreviewReportsResponseSchema } from "../../src/gen/pacesetter/registry/v1/progress_pb";
import { Severity } from "../../src/gen/pacesetter/registry/v1/report_pb";
import type { Call } from "./call";
import { ACCOUNTS, send } from "./call";
import { chosen } from "./figures";
import { nameOf, reports } from "./world";

function rowOf(project: Project, month: string, writes: boolean) {
  const known = reports.get(project.id) ?? [];
  const last = known.filter((report) => report.month < month && report.accepted).pop()?.accepted?.figures;
  const { opening } = project;
  return {
    projectId: project.id,
    projectName: project.name,
    unitName: nameOf(project.years[0]!.unit),
    year: project.years[0]!,
    report: known.find((report) => report.month === month),
    earlier: { yearToDateYuan: last?.yearToDateYuan ?? 0n, cumulativeYuan: last?.cumulativeYuan ?? opening?.cumulativeYuan ?? 0n },
    months: known.filter((report) => report.accepted).map((report) => ({ month: report.month, figures: report.accepted?.figures })),
    hindrance: writes ? undefined : { reason: "FORBIDDEN", severity: Severity.ERROR, message: "您没有权限进行这项操作。" },
  };
}

/** A month's sheet; who may only read hears so. */
export function listMonthReports(call: Call): void {
  const get = (name: string) => call.url.searchParams.get(name) ?? "";
  const account = ACCOUNTS[call.account];
  const month = get("month");
  const rows = chosen({ unit: get("unit") || (account?.unit ?? ""), month })
    .filter((project) => project.name.includes(get("query")))
    .map((project) => rowOf(project, month, account?.role !== "province"))
    .filter((row) => get("reportStatus") !== "REPORT_STATUS_MISSING" || !row.report?.accepted);
  const [start, size] = [Number(get("pageToken") || 0), Number(get("pageSize") || 50)];
  const nextPageToken = start + size < rows.length ? String(start + size) : "";
  send(call, ListMonthReportsResponseSchema, create(ListMonthReportsResponseSchema, { rows: rows.slice(start, start + size), projects: BigInt(rows.length), nextPageToken }));
}

function judged(draft: ReportDraft, month: string): PreviewedReport {
  const report = reports.get(draft.projectId)?.find((one) => one.month === month);
  const said = (reason: string, severity: Severity, message: string) => [{ reason, severity, message }];
  const { projectId } = draft;
  if ((report?.version ?? 0n) !== draft.version) {
    return create(PreviewedReportSchema, { projectId, refused: true, newer: report, findings: said("STALE_VERSION", Severity.ERROR, "数据已被他人修改，请刷新后再试。") });
  }
  if (report?.accepted && draft.reason === "") {
    return create(PreviewedReportSchema, { projectId, refused: true, findings: said("REASON_MISSING", Severity.ERROR, "更正已审核的月报需要填写理由。") });
  }
  const round = (draft.figures?.monthYuan ?? 0n) > 0n && draft.figures!.monthYuan % 10_000_000n === 0n;
  return create(PreviewedReportSchema, { projectId, findings: round ? said("ROUND_JUMP", Severity.WARNING, "本月完成是整千万元的数，请核对。") : [] });
}

export async function previewReports(call: Call): Promise<void> {
  const { month, drafts } = fromJson(PreviewReportsRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  send(call, PreviewReportsResponseSchema, create(PreviewReportsResponseSchema, { reports: drafts.map((draft) => judged(draft, month)) }));
}
