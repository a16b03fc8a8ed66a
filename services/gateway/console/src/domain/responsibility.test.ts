import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ResponsibilityKind as Kind, ResponsibilitySchema } from "../gen/pacesetter/registry/v1/responsibility_pb";
import { bearerText, inOrder, lackText, standing } from "./responsibility";

const row = (kind: Kind, fromDate: string, toDate = "", name = "") => create(ResponsibilitySchema, { kind, fromDate, toDate, person: name ? { name } : undefined });

describe("responsibilities", () => {
  it("hold on their first and on their last day", () => {
    const days = ["2020-02-29", "2020-03-01", "2020-03-31", "2020-04-01"];
    const march = { fromDate: "2020-03-01", toDate: "2020-03-31" };
    expect(days.map((day) => standing(march, day))).toEqual(["ahead", "holds", "holds", "over"]);
    expect(standing({ fromDate: "2020-03-01", toDate: "" }, "2030-01-01")).toBe("holds");
  });

  it("stand with who answers now first, and who answered last before who answered earlier", () => {
    const rows = [
      row(Kind.LEAD_OFFICIAL, "2018-01-01", "2018-12-31", "甲"),
      row(Kind.LEAD_OFFICIAL, "2019-01-01", "2019-12-31", "乙"),
      row(Kind.SERVICE_OFFICER, "2020-01-01", "", "丙"),
      row(Kind.LEAD_OFFICIAL, "2020-01-01", "", "丁"),
    ];
    expect(inOrder(rows, "2020-05-01").map(bearerText)).toEqual(["丁", "丙", "乙", "甲"]);
  });

  it("are lacked only by the kinds that a project must have, on that day", () => {
    expect(lackText([], "2020-05-01")).toBe("无包联领导、无服务员");
    expect(lackText([row(Kind.LEAD_OFFICIAL, "2020-01-01", "2020-04-30")], "2020-05-01")).toBe("无包联领导、无服务员");
    expect(lackText([row(Kind.TEAM, "2020-01-01"), row(Kind.LEAD_OFFICIAL, "2020-01-01")], "2020-05-01")).toBe("无服务员");
    expect(lackText([row(Kind.SERVICE_OFFICER, "2020-01-01"), row(Kind.LEAD_OFFICIAL, "2020-01-01")], "2020-05-01")).toBe("");
  });

  it("name a team with its head and a unit with its department", () => {
    expect(bearerText(create(ResponsibilitySchema, { team: "第一专班", person: { name: "甲" } }))).toBe("第一专班（负责人 甲）");
    expect(bearerText(create(ResponsibilitySchema, { unit: "x", unitName: "邹平市", department: "发改局" }))).toBe("邹平市 发改局");
  });
});
