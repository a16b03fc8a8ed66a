import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { Stage } from "../gen/pacesetter/registry/v1/project_pb";
import { WorkItemSchema, WorkKind } from "../gen/pacesetter/registry/v1/work_pb";
import { byTimeLeft, workAbout, workLink } from "./work";

const item = (projectId: string, due: number, since: number) =>
  create(WorkItemSchema, { projectId, dueTime: due ? timestampFromMs(due) : undefined, sinceTime: timestampFromMs(since) });

describe("what waits", () => {
  it("stands by the time that is left, then by how long it waits", () => {
    const all = [item("waits", 0, 2), item("later", 30, 1), item("longest", 0, 1), item("sooner", 20, 9)];
    expect(all.sort(byTimeLeft).map((one) => one.projectId)).toEqual(["sooner", "later", "longest", "waits"]);
  });
  it("says what it is about, and where it is done", () => {
    const report = create(WorkItemSchema, { kind: WorkKind.REPORT_RETURNED, projectId: "p", month: "2020-05" });
    const stage = create(WorkItemSchema, { kind: WorkKind.STAGE_WAITING, projectId: "p", stage: Stage.COMPLETED });
    expect([workAbout(report), workLink(report)]).toEqual(["2020年5月", "/projects/p?tab=progress"]);
    expect([workAbout(stage), workLink(stage)]).toEqual(["竣工", "/projects/p?tab=life"]);
  });
});
