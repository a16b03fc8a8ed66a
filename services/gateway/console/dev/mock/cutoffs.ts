import { clone, create, fromJson } from "@bufbuild/protobuf";
import type { JsonValue } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import type { Report } from "../../src/gen/pacesetter/registry/v1/report_pb";
import { ReportSchema } from "../../src/gen/pacesetter/registry/v1/report_pb";
import type { Cutoff, RestatedFigure } from "../../src/gen/pacesetter/statistics/v1/cutoff_pb";
import {
  CutoffSchema,
  GetCutoffResponseSchema,
  ListCutoffsResponseSchema,
  ListRestatementsResponseSchema,
  PublishCutoffRequestSchema,
  PublishCutoffResponseSchema,
  RestatedFigureSchema,
  RestatementSchema,
} from "../../src/gen/pacesetter/statistics/v1/cutoff_pb";
import type { Call } from "./call";
import { Refusal, send } from "./call";
import { chosen, figuresOf, knownBy, lastReport } from "./figures";
import { nameOf, reports } from "./world";

type Reports = ReadonlyMap<string, Report[]>;

const cutoffs: { cutoff: Cutoff; frozen: Reports }[] = [];

function frozenNow(): Reports {
  return new Map([...reports].map(([id, all]) => [id, all.map((report) => clone(ReportSchema, report))]));
}

function cutoffOf(id: string) {
  const found = cutoffs.find(({ cutoff }) => cutoff.id === id);
  if (!found) throw new Refusal(404, "CUTOFF_NOT_FOUND", "没有找到这次月报截止，或您无权查看。");
  return found;
}

/** The reports by which a call asks to be answered: a cut-off's, those accepted by a moment, or the present ones. */
export function reportsOf(call: Call): Reports {
  const cutoff = call.url.searchParams.get("cutoff") ?? "";
  if (cutoff !== "") return cutoffOf(cutoff).frozen;
  const moment = Date.parse(call.url.searchParams.get("asOf") ?? "");
  if (Number.isNaN(moment)) return reports;
  const accepted = (report: Report) => Number(report.accepted?.acceptTime?.seconds ?? 0n) * 1000 <= moment;
  return new Map([...reports].map(([id, all]) => [id, all.filter(accepted)]));
}

export async function publishCutoff(call: Call): Promise<void> {
  const { unit, month, note } = fromJson(PublishCutoffRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const before = cutoffs.filter(({ cutoff }) => cutoff.unit === unit && cutoff.month === month).length;
  if (before > 0 && note === "") throw new Refusal(400, "CUTOFF_REASON_REQUIRED", `${month} 的截止数已经公布过，再次公布须写明原因。`);
  const cutoff = create(CutoffSchema, {
    id: `20000000-0000-4000-8000-${String(cutoffs.length + 1).padStart(12, "0")}`,
    unit,
    unitName: nameOf(unit),
    month,
    revision: before + 1,
    cutoffTime: timestampFromDate(new Date()),
    asOfTime: timestampFromDate(new Date()),
    publisher: `${call.account}-demo`,
    note,
  });
  cutoffs.unshift({ cutoff, frozen: frozenNow() });
  send(call, PublishCutoffResponseSchema, create(PublishCutoffResponseSchema, { cutoff }));
}

export function listCutoffs(call: Call): void {
  const { searchParams } = call.url;
  const ofYear = cutoffs.map(({ cutoff }) => cutoff).filter((c) => c.unit === searchParams.get("unit") && c.month.startsWith(searchParams.get("year") ?? ""));
  send(call, ListCutoffsResponseSchema, create(ListCutoffsResponseSchema, { cutoffs: ofYear }));
}

export function getCutoff(call: Call, id: string): void {
  send(call, GetCutoffResponseSchema, create(GetCutoffResponseSchema, { cutoff: cutoffOf(id).cutoff }));
}

function changesOf(project: Project, frozen: Reports, month: string): RestatedFigure[] {
  const old = knownBy(frozen, () => figuresOf([project], month));
  const now = figuresOf([project], month);
  const knownTime = lastReport(project, month)?.accepted?.submitTime;
  const pairs: [string, bigint, bigint][] = [
    ["reported", old.reported, now.reported],
    ["missing", old.missing, now.missing],
    ["invested_yuan", old.investedYuan, now.investedYuan],
    ["month_yuan", old.monthYuan, now.monthYuan],
  ];
  return pairs.filter(([, a, b]) => a !== b).map(([figure, a, b]) => create(RestatedFigureSchema, { figure, old: a, new: b, knownTime }));
}

export function listRestatements(call: Call, id: string): void {
  const { cutoff, frozen } = cutoffOf(id);
  const asked = { unit: call.url.searchParams.get("unit") || cutoff.unit, month: cutoff.month };
  const restatements = chosen(asked)
    .map((p) => ({ p, figures: changesOf(p, frozen, cutoff.month) }))
    .filter(({ figures }) => figures.length > 0)
    .map(({ p, figures }) => create(RestatementSchema, { projectId: p.id, name: p.name, unit: p.years[0]!.unit, unitName: nameOf(p.years[0]!.unit), figures }));
  const answer = { restatements, frozen: knownBy(frozen, () => figuresOf(chosen(asked), asked.month)), now: figuresOf(chosen(asked), asked.month) };
  send(call, ListRestatementsResponseSchema, create(ListRestatementsResponseSchema, answer));
}
