import { describe, expect, it } from "vitest";
import { ColumnSource } from "../gen/pacesetter/registry/v1/import_pb";
import { choiceOf, columnNote, FORGET, IGNORE, meaningOf } from "./sheetColumns";

describe("a sheet's column", () => {
  it.each([
    ["total", ColumnSource.HEADER, "total", "按表头"],
    ["total", ColumnSource.REMEMBERED, "total", "按上次对应"],
    ["", ColumnSource.REMEMBERED, IGNORE, "按上次对应：不导入"],
    ["", ColumnSource.UNSPECIFIED, undefined, "未识别"],
  ])("read as %s by %s", (field, source, meaning, note) => {
    expect(meaningOf({ field, source })).toBe(meaning);
    expect(columnNote({ field, source })).toBe(note);
  });

  it("is said to be a field, not imported, or taken back", () => {
    const said = ["total", IGNORE, FORGET].map((meaning) => choiceOf({ header: "投资额" }, meaning));
    expect(said.map((one) => one.choice.case)).toEqual(["field", "ignore", "forget"]);
    expect(said.every((one) => one.header === "投资额")).toBe(true);
  });
});
