import { describe, expect, it } from "vitest";
import { create } from "@bufbuild/protobuf";
import { ApiError } from "../api/errors";
import { PolicyEffectSchema, PolicyState } from "../gen/pacesetter/registry/v1/policy_pb";
import { bodyFaults, changedLines, decideHindrance, effectText, policyStanding, rulePairs } from "./policies";

describe("policies", () => {
  it("stand where a word says", () => {
    const version = { state: PolicyState.APPROVED, inForce: false, effectiveDate: "2020-06-01" };
    expect(policyStanding(version, "2020-05-31")).toBe("将执行");
    expect(policyStanding({ ...version, inForce: true }, "2020-06-01")).toBe("执行中");
    expect(policyStanding(version, "2020-07-01")).toBe("曾执行");
    expect(policyStanding({ ...version, state: PolicyState.PROPOSED }, "2020-07-01")).toBe("待批准");
    expect(policyStanding({ ...version, state: PolicyState.REJECTED }, "2020-07-01")).toBe("已退回");
  });

  it("are decided by somebody else than who proposed", () => {
    expect(decideHindrance({ proposedBy: "甲" }, "甲")).not.toBe("");
    expect(decideHindrance({ proposedBy: "甲" }, "乙")).toBe("");
  });

  it("tell where in the JSON something is wrong, and nothing of the other fields", () => {
    const fields = [
      { path: "body.checks[0].severity", reason: "POLICY_VALUE", message: "应为 error。" },
      { path: "body", reason: "POLICY_SYNTAX", message: "" },
      { path: "source", reason: "POLICY_SOURCE_MISSING", message: "请填写" },
    ];
    expect(bodyFaults(new ApiError(400, "POLICY_INVALID", "有误", "", fields))).toEqual([
      { path: "checks[0].severity", message: "应为 error。" },
      { path: "全文", message: "POLICY_SYNTAX" },
    ]);
    expect(bodyFaults(null)).toEqual([]);
  });

  it("stand side by side, old and new", () => {
    expect(rulePairs(["一", "二", "三"], ["一", "贰", "三", "四"])).toEqual([
      { before: "一", after: "一" },
      { before: "二", after: "贰" },
      { before: "三", after: "三" },
      { before: "", after: "四" },
    ]);
    expect(rulePairs(["一", "二"], ["二"])).toEqual([
      { before: "一", after: "" },
      { before: "二", after: "二" },
    ]);
    expect(rulePairs([], [])).toEqual([]);
  });

  it("tell the lines of JSON that differ", () => {
    expect(changedLines('{\n  "percent": 100,\n  "a": 1\n}\n', '{\n"percent": 120,\n  "a": 1\n}')).toEqual([{ before: '"percent": 100,', after: '"percent": 120,' }]);
    expect(changedLines("{}", "{}\n")).toEqual([]);
  });

  it("say what a proposal does, and when that was not counted", () => {
    expect(effectText(undefined)).toContain("不作测算");
    expect(effectText(create(PolicyEffectSchema, { month: "2020-04" }))).toContain("没有已审月报");
    const counted = create(PolicyEffectSchema, { month: "2020-04", reports: 500, more: true, gaining: 3 });
    expect(effectText(counted)).toContain("前 500 份测算：3 份会新增疑点");
  });
});
