import { describe, expect, it } from "vitest";
import { ImportService } from "../gen/pacesetter/registry/v1/import_pb";
import { Nature, ProjectService } from "../gen/pacesetter/registry/v1/project_pb";
import { ReportService } from "../gen/pacesetter/registry/v1/report_pb";
import { StatisticsService } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { bind } from "./binding";

describe("the REST form of a call", () => {
  it("puts a read's fields into path and query", () => {
    const bound = bind(StatisticsService.method.getRollup, { unit: "binzhou", month: "2020-05", by: "listing" });
    expect(bound).toEqual({ verb: "GET", url: "/api/v1/rollups/binzhou?month=2020-05&by=listing", body: undefined });
  });

  it("writes enums by name and text safely", () => {
    const { url } = bind(ProjectService.method.listProjects, { month: "2020-05", nature: Nature.NEW, query: "铝&钛" });
    expect(url).toBe("/api/v1/projects?month=2020-05&nature=NATURE_NEW&query=%E9%93%9D%26%E9%92%9B");
  });

  it("keeps money exact in a write's body", () => {
    const { verb, url, body } = bind(ReportService.method.saveReport, {
      projectId: "p 1",
      month: "2020-05",
      figures: { monthYuan: 9007199254740993n },
      version: 7n,
    });
    expect([verb, url]).toEqual(["PUT", "/api/v1/projects/p%201/reports/2020-05"]);
    expect(JSON.parse(body!)).toEqual({ figures: { monthYuan: "9007199254740993" }, version: "7" });
  });

  it("keeps a custom verb, and a nested variable in the body too", () => {
    expect(bind(ImportService.method.commitImport, { id: "i1" }).url).toBe("/api/v1/imports/i1:commit");
    const bound = bind(ProjectService.method.setProjectYear, { id: "p1", year: { year: 2020, unit: "u" } });
    expect(bound.url).toBe("/api/v1/projects/p1/years/2020");
    expect(JSON.parse(bound.body!)).toEqual({ year: { year: 2020, unit: "u" } });
  });

  it("refuses a call without its path's variables", () => {
    expect(() => bind(ProjectService.method.getProject, {})).toThrow("id");
  });
});
