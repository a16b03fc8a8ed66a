import { describe, expect, it } from "vitest";
import { ANNEX_OPTIONS, annexText, sheetAddress } from "./annexes";

describe("annexes", () => {
  it("are named by number and title, unknown ones by number", () => {
    expect(ANNEX_OPTIONS.map((option) => option.label)).toEqual(["附件1 前期项目谋划表", "附件2 新建（竣工）项目情况表", "附件3 在建项目进展情况表", "旧台账"]);
    expect(annexText(3)).toBe("附件3 在建项目进展情况表");
    expect(annexText(9)).toBe("附件9");
  });

  it("are handed out for a unit and a month, filled or to be filled in", () => {
    expect(sheetAddress(3, "sd-bz", "2020-06", true)).toBe("/api/v1/sheets/3?unit=sd-bz&month=2020-06&blank=true");
    expect(sheetAddress(1, "a&b", "2020-06", false)).toBe("/api/v1/sheets/1?unit=a%26b&month=2020-06");
  });
});
