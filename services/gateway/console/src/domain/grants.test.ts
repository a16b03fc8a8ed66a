import { describe, expect, it } from "vitest";
import { confirmHindrance, deedsOf, needsDepartment, ROLE_DEEDS } from "./grants";

describe("grants", () => {
  it("are confirmed by somebody who neither gave nor gets them", () => {
    const grant = { givenBy: "甲", principal: "乙" };
    expect(confirmHindrance(grant, "甲")).not.toBe("");
    expect(confirmHindrance(grant, "乙")).not.toBe("");
    expect(confirmHindrance(grant, "丙")).toBe("");
  });

  it("say what each role may do, by the console's own rules", () => {
    expect(deedsOf("officer")).toBe("看项目、填报月报（仅本人负责的项目）");
    expect(deedsOf("admin")).toContain("授权");
    expect(deedsOf("leader")).not.toContain("填报");
    expect(ROLE_DEEDS.every(({ deeds }) => deeds !== "")).toBe(true);
  });

  it("ask for a department where the role is one's", () => {
    expect(["approver", "factor", "county", "admin"].map(needsDepartment)).toEqual([true, true, false, false]);
  });
});
