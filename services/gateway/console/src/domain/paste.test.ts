import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { MonthRowSchema } from "../gen/pacesetter/registry/v1/progress_pb";
import { blockOf, pasted, withPasted } from "./paste";
import { lineOf } from "./progress";

const line = (id: string, hindrance?: object) =>
  lineOf(create(MonthRowSchema, { projectId: id, projectName: id, year: { year: 2020 }, hindrance }), "2020-05", "2020-06");
const lines = [line("甲"), line("乙"), line("丙", { message: "已提交" })];

describe("a block from the clipboard", () => {
  it("is rows of cells, with or without a line end at its end", () => {
    expect(blockOf("1\t2\r\n3\t4\r\n")).toEqual([["1", "2"], ["3", "4"]]);
    expect(blockOf("1\t\n\t4")).toEqual([["1", ""], ["", "4"]]);
    expect(blockOf("")).toEqual([[""]]);
  });

  it("may hold line ends, tabs and quotes in its cells", () => {
    expect(blockOf('5\t"主体""封顶""\n二层\t完成"\n6\t5"管')).toEqual([["5", '主体"封顶"\n二层\t完成'], ["6", '5"管']]);
  });
});

describe("pasting", () => {
  it("puts the block from the cell on, reads amounts, and says what can't be", () => {
    const block = [["1.2亿", "", "", "封顶"], ["一百"], ["5"], ["6"]];
    const { cells, unchanged, beyond } = pasted(block, lines, { row: 0, field: "month" }, {});
    expect(cells.map((cell) => [cell.line.id, cell.field, cell.after, cell.fault])).toEqual([
      ["甲", "month", "12000", ""],
      ["甲", "progress", "封顶", ""],
      ["乙", "month", "一百", "不是能识别的金额"],
      ["丙", "month", "5", "已提交"],
    ]);
    expect([unchanged, beyond.rows]).toEqual([2, 1]);
    expect(withPasted({}, cells)).toEqual({ 甲: { version: "0", cells: { month: "12000", progress: "封顶" } } });
  });

  it("tells the columns that there are not", () => {
    expect(pasted([["a", "b", "c"]], lines, { row: 1, field: "progress" }, {}).beyond).toEqual({ rows: 0, columns: 1 });
  });

  it("changes nothing where the same stands already", () => {
    const edits = withPasted({}, pasted([["5"]], lines, { row: 0, field: "month" }, {}).cells);
    expect(pasted([["5.0"]], lines, { row: 0, field: "month" }, edits).cells).toEqual([]);
  });
});
