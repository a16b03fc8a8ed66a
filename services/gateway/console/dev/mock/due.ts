import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { ListDueResponseSchema, ReportingFrequency } from "../../src/gen/pacesetter/registry/v1/calendar_pb";
import type { Project } from "../../src/gen/pacesetter/registry/v1/project_pb";
import { ListUnassignedProjectsResponseSchema } from "../../src/gen/pacesetter/registry/v1/responsibility_pb";
import type { Call } from "./call";
import { send } from "./call";
import { chosen, lastReport } from "./figures";
import { childrenOf, nameOf } from "./world";

const DUE_DAY = 25;
const DAY_MS = 86_400_000;

function owes(month: string) {
  return (project: Project) => lastReport(project, month)?.month !== month;
}

export function countsOf(of: readonly Project[], month: string, late: boolean) {
  const outstanding = of.filter(owes(month)).length;
  return { due: of.length, accepted: of.length - outstanding, waiting: 0, outstanding, overdue: late ? outstanding : 0 };
}

/** Who has not reported a month, which is asked for by its 25th day. */
export function listDue(call: Call, unit: string): void {
  const month = call.url.searchParams.get("month") ?? "";
  const lateFrom = new Date(`${month}-${DUE_DAY}T16:00:00Z`);
  const overdueDays = Math.max(0, Math.ceil((Date.now() - lateFrom.getTime()) / DAY_MS));
  const all = chosen({ unit, month });
  const answer = create(ListDueResponseSchema, {
    month,
    total: countsOf(all, month, overdueDays > 0),
    units: childrenOf(unit).map(({ code, name }) => ({ unit: code, unitName: name, counts: countsOf(chosen({ unit: code, month }), month, overdueDays > 0) })),
    projects: all.filter(owes(month)).map((project) => ({
      projectId: project.id,
      projectName: project.name,
      unit: project.years[0]!.unit,
      unitName: nameOf(project.years[0]!.unit),
      category: project.years[0]!.category,
      dueTime: timestampFromDate(lateFrom),
      overdueDays,
    })),
    rules: [{ frequency: ReportingFrequency.MONTHLY, dueDays: [DUE_DAY], source: "示例" }],
    rulesVersion: 1,
    rulesEffectiveDate: "2020-01-01",
  });
  send(call, ListDueResponseSchema, answer);
}

/** In the mock's world everybody has somebody. */
export function listUnassigned(call: Call): void {
  send(call, ListUnassignedProjectsResponseSchema, create(ListUnassignedProjectsResponseSchema));
}
