import { describe, expect, it } from "vitest";
import { auditSearch, endOf, grantsText, parseAudit, projectOf, startOf } from "./audit";

const ID = "0f3c6a52-1111-4222-8333-444455556666";

describe("the audit record's filter", () => {
  it("comes back from the address as it went in", () => {
    const filter = { service: "statistics", principal: "甲@x", rpc: "SaveReport", from: "2020-05-01", to: "2020-05-31" } as const;
    expect(parseAudit(auditSearch(filter))).toEqual(filter);
    expect(auditSearch(parseAudit(new URLSearchParams())).toString()).toBe("");
  });

  it("takes nothing else from an address", () => {
    expect(parseAudit(new URLSearchParams("service=toString&from=2020-13-01&to=x"))).toEqual({ service: "registry", principal: "", rpc: "", from: "", to: "" });
  });

  it("counts days as Shanghai does, the last one included", () => {
    expect(startOf("2020-05-01").toISOString()).toBe("2020-04-30T16:00:00.000Z");
    expect(endOf("2020-05-31").toISOString()).toBe("2020-05-31T16:00:00.000Z");
  });
});

describe("an audit entry", () => {
  it("says by which grants its caller acted", () => {
    expect(grantsText("county@sd-bz approver@sd/行政审批")).toBe("县项目办（sd-bz）、审批部门（sd 行政审批）");
    expect(grantsText("")).toBe("");
  });

  it("leads to its project, and to none where it is about something else", () => {
    expect(projectOf({ subject: `${ID}/2020-05`, rpc: "SaveReport" })).toBe(ID);
    expect(projectOf({ subject: ID, rpc: "EnterStage" })).toBe(ID);
    expect(projectOf({ subject: ID, rpc: "WithdrawGrant" })).toBe("");
    expect(projectOf({ subject: "sd-bz", rpc: "UpdateUnit" })).toBe("");
  });
});
