import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { Nature, ProjectSchema, ProjectYearSchema, Stage } from "../gen/pacesetter/registry/v1/project_pb";
import { differing, doubtsOf, emptyForm, faultsOf, formOf, identityOf, partsOf, rebased, recordOf } from "./projectForm";

const year = create(ProjectYearSchema, {
  year: 2020, unit: "bincheng", category: "industry", industry: "新材料", nature: Nature.NEW, totalInvestmentYuan: 120_000_000n, plannedYuan: 35_005_000n, startMonth: 6,
  listings: [{ key: "city", fromMonth: 3, confirmed: false }, { key: "county", fromMonth: 1, confirmed: true }],
});
const project = create(ProjectSchema, {
  id: "p", name: "示例项目", company: { name: "示例公司" }, stage: Stage.BUILDING, stages: [{ stage: Stage.STARTED, date: "2020-03-01" }, { stage: Stage.BUILDING, date: "2020-04-01" }],
  startYear: 2020, years: [year],
});
const form = formOf(project, year);

describe("the form of a project", () => {
  it("shows what the project is, and gives it back unchanged", () => {
    expect(form).toMatchObject({ total: "12000", planned: "3500.5", stageDate: "2020-04-01", startYear: "2020", endYear: "", listings: { city: 3, county: 1 } });
    expect(recordOf(form, year)).toMatchObject({ totalInvestmentYuan: 120_000_000n, plannedYuan: 35_005_000n, startMonth: 6, listings: [{ key: "city", confirmed: false }, { key: "county", confirmed: true }] });
    expect(identityOf(form)).toMatchObject({ name: "示例项目", stage: Stage.BUILDING, stages: [{ date: "2020-04-01" }], endYear: 0 });
    expect(differing(form, formOf(project, year))).toEqual([]);
  });

  it("names each field that cannot go", () => {
    expect(Object.keys(faultsOf(emptyForm(2020, "")))).toEqual(["name", "unit", "category", "nature", "total", "planned"]);
    expect(faultsOf(form)).toEqual({});
    expect(Object.keys(faultsOf({ ...form, total: "很多", startYear: "20" }))).toEqual(["total", "startYear"]);
    expect(Object.keys(faultsOf({ ...form, endYear: "2019" }))).toEqual(["endYear"]);
  });

  it("doubts a plan above the whole", () => {
    expect(doubtsOf(form)).toEqual([]);
    expect(doubtsOf({ ...form, planned: "1.3亿" })).toEqual(["年度计划 13,000 万元大于总投资 12,000 万元"]);
  });

  it("takes the same amount or the same listings in another writing for no change", () => {
    expect(differing(form, { ...form, total: "1.2亿", listings: { county: 1, city: 3 } })).toEqual([]);
    expect(differing(form, { ...form, planned: "3501", place: "高新区" })).toEqual(["place", "planned"]);
  });

  it("writes only the part that changed", () => {
    expect(partsOf(["place"])).toEqual({ identity: true, year: false });
    expect(partsOf(["planned", "listings"])).toEqual({ identity: false, year: true });
  });

  it("lays what I changed upon what somebody else saved meanwhile", () => {
    const theirs = { ...form, place: "高新区", planned: "4000" };
    expect(rebased(form, theirs, { ...form, planned: "3600", scale: "一期" })).toEqual({ ...theirs, planned: "3600", scale: "一期" });
  });
});

describe("tags", () => {
  it("are of the project, in whatever order they were chosen", () => {
    const tagged = { ...form, tags: ["six-new/new-product", "ten-strong/marine"] };
    expect(differing(tagged, { ...tagged, tags: [...tagged.tags].reverse() })).toEqual([]);
    expect(partsOf(differing(form, tagged))).toEqual({ identity: true, year: false });
    expect(identityOf(tagged).tags).toEqual(tagged.tags);
  });
});
