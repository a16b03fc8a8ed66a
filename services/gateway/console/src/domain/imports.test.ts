import { create, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ImportOptionsSchema, ImportRowSchema, RowAction, RowMatch } from "../gen/pacesetter/registry/v1/import_pb";
import { Nature } from "../gen/pacesetter/registry/v1/project_pb";
import { Severity } from "../gen/pacesetter/registry/v1/report_pb";
import { asksDecision, choicesOf, counts, decided, filtered, hindrance, optionsOf, placed, UNDECIDED } from "./imports";

const good = create(ImportRowSchema, { row: 5, name: "甲", match: RowMatch.KNOWN, action: RowAction.REPORT });
const bad = create(ImportRowSchema, {
  row: 9,
  name: "乙",
  match: RowMatch.KNOWN,
  action: RowAction.REFUSED,
  issues: [{ cell: "AH9", row: 9, severity: Severity.ERROR, reason: "AMOUNT_NEGATIVE" }],
});
const unclear = create(ImportRowSchema, {
  row: 7,
  match: RowMatch.AMBIGUOUS,
  action: RowAction.REFUSED,
  candidates: [{ projectId: "p1", name: "丙项目", unitName: "滨城区" }],
});
const conflict = create(ImportRowSchema, { row: 8, match: RowMatch.KNOWN, action: RowAction.CONFLICT });
const rows = [good, bad, unclear, conflict];

describe("decisions of an import", () => {
  it("go to the API in the order of the rows", () => {
    let decisions = decided(UNDECIDED, 8, "overwrite");
    decisions = decided(decisions, 7, "project:p1");
    decisions = decided(decisions, 3, "skip");
    decisions = { ...decisions, defaults: { listing: "city", category: "", nature: Nature.NEW } };
    expect(toJson(ImportOptionsSchema, optionsOf(decisions))).toEqual({
      defaults: { listing: "city", nature: "NATURE_NEW" },
      decisions: [{ row: 3, skip: true }, { row: 7, projectId: "p1" }, { row: 8, overwrite: true }],
    });
  });

  it("can be taken back", () => {
    expect(decided(decided(UNDECIDED, 8, "skip"), 8, "").rows.size).toBe(0);
  });

  it("are asked for unclear rows and conflicts only", () => {
    expect(rows.map((row) => asksDecision(row, UNDECIDED))).toEqual([false, false, true, true]);
    expect(choicesOf(unclear).map((c) => c.value)).toEqual(["project:p1", "create", "skip"]);
    expect(choicesOf(conflict).map((c) => c.value)).toEqual(["overwrite", "skip"]);
  });
});

describe("the rows of a preview", () => {
  it("are counted and filtered by what is to be done", () => {
    expect(counts(rows)).toEqual({ all: 4, errors: 1, undecided: 2, new: 0, correct: 0, nothing: 0 });
    expect(filtered(rows, "errors")).toEqual([bad]);
  });

  it("tell the column letter of each bad cell", () => {
    expect(placed(rows).map((p) => [p.letter, p.issue.row, p.project])).toEqual([["AH", 9, "乙"]]);
  });
});

describe("a commit", () => {
  const preview = { writeCount: 1, reasonNeeded: false, rows };
  it("waits for something to write, for a reason, and for correct rows if strict", () => {
    expect(hindrance({ ...preview, writeCount: 0 }, false, "")).toContain("没有");
    expect(hindrance({ ...preview, reasonNeeded: true }, false, " ")).toContain("理由");
    expect(hindrance({ ...preview, reasonNeeded: true }, false, "数字有误")).toBe("");
    expect(hindrance(preview, true, "")).toContain("严格");
    expect(hindrance({ ...preview, rows: [good] }, true, "")).toBe("");
  });
});
