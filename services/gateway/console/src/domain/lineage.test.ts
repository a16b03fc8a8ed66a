import { describe, expect, it } from "vitest";
import { CodeEventKind } from "../gen/pacesetter/registry/v1/lifecycle_pb";
import { arrivedRate, attractionFault, codeEventFault, phaseFault, phaseText } from "./lineage";

describe("how a project was attracted", () => {
  const sound = { signedDate: "2020-03-01", landedDate: "2020-04-01", signedYuan: 5n, arrivedYuan: 0n };
  it("goes in order", () => {
    expect(attractionFault(sound)).toBe("");
    expect(attractionFault({ ...sound, landedDate: "2020-02-01" })).toContain("不能早于");
    expect(attractionFault({ ...sound, signedDate: "" })).toContain("先填签约");
    expect(attractionFault({ ...sound, arrivedYuan: null })).toContain("万元");
  });

  it("tells the share that has arrived, one decimal", () => {
    expect(arrivedRate(1n, 3n)).toBe("33.3%");
    expect(arrivedRate(2n, 3n)).toBe("66.7%");
    expect(arrivedRate(5n, 0n)).toBe("");
  });
});

describe("parts and phases", () => {
  it("are named", () => {
    expect([phaseText(0), phaseText(2)]).toEqual(["子项目", "第2期"]);
    expect([phaseFault(""), phaseFault("99")]).toEqual(["", ""]);
    expect(phaseFault("0")).not.toBe("");
    expect(phaseFault("二")).not.toBe("");
  });
});

describe("what becomes of a code", () => {
  const event = { kind: CodeEventKind.INVALIDATED, date: "2020-05-01", newCode: "", successorIds: [], reason: "核准撤销" };
  it("has what its kind asks for", () => {
    expect(codeEventFault(event)).toBe("");
    expect(codeEventFault({ ...event, reason: "" })).toContain("理由");
    expect(codeEventFault({ ...event, kind: CodeEventKind.CHANGED })).toContain("新代码");
    expect(codeEventFault({ ...event, kind: CodeEventKind.SPLIT })).toContain("承接");
    expect(codeEventFault({ ...event, date: "" })).toContain("日期");
  });
});
