import { describe, expect, it } from "vitest";
import sheetSentences from "../../../../registry/internal/sheet/zh-CN.json";
import { enumOptions, fieldText, LISTINGS, say, SKIPPED, STAGE, subjectText, valueWords } from "./words";

describe("words", () => {
  it("says keys in Chinese and passes on what it does not know", () => {
    expect(say(LISTINGS, "province")).toBe("省重点");
    expect(say(LISTINGS, "bond")).toBe("bond");
  });

  it("names fields by their path's end, with the year", () => {
    expect(fieldText("planned_yuan")).toBe("年度计划");
    expect(fieldText("2020.planned_yuan")).toBe("2020年年度计划");
    expect(fieldText("opening.cumulative_yuan")).toBe("入库前累计完成");
    expect(fieldText("company.name")).toBe("项目单位");
  });

  it("says recorded values in words, lists word by word", () => {
    expect(valueWords("state", "accepted")).toBe("已审核");
    expect(valueWords("2020.listings", "city from 1; county from 3 (proposed)")).toBe("市重点（自1月）; 县重点（自3月，待确认）");
    expect(valueWords("stages", "started 2019-03-01; building 2019-05-01")).toBe("开工 2019-03-01; 在建 2019-05-01");
    expect(valueWords("name", "building")).toBe("building");
    expect(valueWords("2020.month_plan", "0 125000 10000")).toBe("0 12.5 1");
    expect(valueWords("state", "approved")).toBe("已批准");
  });

  it("names subjects of the history", () => {
    expect(subjectText("report/2020-05")).toBe("2020年5月月报");
    expect(subjectText("project")).toBe("项目");
    expect(subjectText("plan/2020")).toBe("2020年计划");
    expect(subjectText("rolling-plan/2020")).toBe("2020年起三年滚动计划");
    expect(subjectText("responsibility/6f0e")).toBe("责任人");
    expect(subjectText("document/6f0e")).toBe("档案");
    expect(valueWords("document_state", "withdrawn")).toBe("已撤下");
    expect(valueWords("kind", "chief_service_officer")).toBe("首席服务员");
  });

  it("says why a row was skipped, for every reason that the reader of sheets has", () => {
    const keys = Object.keys(sheetSentences).filter((reason) => reason.startsWith("SKIPPED_"));
    expect(Object.keys(SKIPPED).sort()).toEqual(keys.map((reason) => reason.slice("SKIPPED_".length).toLowerCase()).sort());
  });

  it("offers every stage but the unspecified one", () => {
    expect(enumOptions(STAGE)).toHaveLength(11);
  });
});
