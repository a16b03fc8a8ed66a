import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ImportRowSchema, RowAction, RowMatch } from "../gen/pacesetter/registry/v1/import_pb";
import { Severity } from "../gen/pacesetter/registry/v1/report_pb";
import { actionText, counts, filtered, hindrance, placed } from "./imports";

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
});
const conflict = create(ImportRowSchema, { row: 8, match: RowMatch.KNOWN, action: RowAction.CONFLICT });
const rows = [good, bad, unclear, conflict];

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

  it("is told in the words of its annex", () => {
    expect(actionText(RowAction.CREATE, 3)).toBe("新建并填报");
    expect(actionText(RowAction.CREATE, 1)).toBe("新建");
    const asked = { writeCount: 1, reasonNeeded: true, rows };
    expect(hindrance(asked, false, "", 3)).toContain("月报");
    expect(hindrance(asked, false, "", 2)).not.toContain("月报");
    expect(hindrance(asked, false, "核对后", 2)).toBe("");
  });
});
