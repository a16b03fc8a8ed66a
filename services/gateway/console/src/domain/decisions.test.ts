import { create, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ImportOptionsSchema, ImportRowSchema, RowAction, RowMatch } from "../gen/pacesetter/registry/v1/import_pb";
import { Nature } from "../gen/pacesetter/registry/v1/project_pb";
import type { Decisions } from "./decisions";
import {
  asksDefaults,
  asksIdentity,
  asksWinner,
  commonDefaults,
  identitiesOf,
  leftOut,
  optionsOf,
  UNDECIDED,
  withDefaults,
  withIdentity,
  withWinner,
  wordOn,
} from "./decisions";

const sent = (decisions: Decisions) => toJson(ImportOptionsSchema, optionsOf(decisions));

describe("decisions of an import", () => {
  it("go to the API in the order of the rows", () => {
    let decisions = withWinner(UNDECIDED, 8, "sheet");
    decisions = withIdentity(decisions, 7, "project:p1");
    decisions = leftOut(decisions, [3]);
    decisions = { ...decisions, defaults: { listing: "city", category: "", nature: Nature.NEW } };
    expect(sent(decisions)).toEqual({
      defaults: { listing: "city", nature: "NATURE_NEW" },
      decisions: [{ row: 3, skip: true }, { row: 7, projectId: "p1" }, { row: 8, overwrite: true }],
    });
  });

  it("say of one row which project it is and who wins", () => {
    const project = withIdentity(UNDECIDED, 7, "project:p1");
    expect(sent(withWinner(project, 7, "sheet"))).toMatchObject({ decisions: [{ row: 7, projectId: "p1" }, { row: 7, overwrite: true }] });
  });

  it("leave the row out where the register wins, for that goes with no other answer", () => {
    const project = withIdentity(UNDECIDED, 7, "project:p1");
    const kept = withWinner(project, 7, "register");
    expect(sent(kept)).toMatchObject({ decisions: [{ row: 7, skip: true }] });
    expect(wordOn(kept, 7).identity).toBe("project:p1");
  });

  it("ask anew who wins once the row is another project", () => {
    const decisions = withWinner(withIdentity(UNDECIDED, 7, "project:p1"), 7, "sheet");
    expect(sent(withIdentity(decisions, 7, "project:p2"))).toMatchObject({ decisions: [{ row: 7, projectId: "p2" }] });
  });

  it("can be taken back", () => {
    expect(withWinner(withWinner(UNDECIDED, 8, "register"), 8, "").rows.size).toBe(0);
    expect(withDefaults(withDefaults(UNDECIDED, [8], { listing: "city" }), [8], { listing: "" }).rows.size).toBe(0);
  });
});

describe("what new projects are", () => {
  const some = withDefaults(withDefaults(UNDECIDED, [5, 6], { category: "livelihood" }), [6], { listing: "city", nature: Nature.NEW });

  it("is said row by row, beside which project the row is", () => {
    expect(sent(withIdentity(some, 6, "create"))).toMatchObject({
      decisions: [
        { row: 5, defaults: { category: "livelihood" } },
        { row: 6, create: true },
        { row: 6, defaults: { listing: "city", category: "livelihood", nature: "NATURE_NEW" } },
      ],
    });
  });

  it("is shown for several rows where they agree", () => {
    expect(commonDefaults(some, [5, 6])).toEqual({ listing: "", category: "livelihood", nature: Nature.UNSPECIFIED });
    expect(commonDefaults(some, [6])).toEqual({ listing: "city", category: "livelihood", nature: Nature.NEW });
  });

  it("is not said of rows that are left out", () => {
    expect(sent(leftOut(some, [5, 6]))).toMatchObject({ decisions: [{ row: 5, skip: true }, { row: 6, skip: true }] });
  });
});

const row = (match: RowMatch, action: RowAction, more: object = {}) => create(ImportRowSchema, { row: 7, match, action, ...more });
const candidates = [{ projectId: "p1", name: "丙项目", company: "丙公司", unitName: "滨城区", shared: ["name", "code"] }];
const none = wordOn(UNDECIDED, 7);
const is = { ...none, identity: "project:p1" as const };

describe("the questions about a row", () => {
  const cases: Record<string, [ReturnType<typeof row>, typeof none, string]> = {
    "a known project's report asks nothing": [row(RowMatch.KNOWN, RowAction.REPORT), none, ""],
    "an unclear row asks which project it is": [row(RowMatch.AMBIGUOUS, RowAction.REFUSED, { candidates }), none, "identity"],
    "a row with an error may be left out": [row(RowMatch.KNOWN, RowAction.REFUSED), none, "identity"],
    "a conflict asks who wins": [row(RowMatch.KNOWN, RowAction.CONFLICT), none, "winner"],
    "an unclear row that is in conflict asks both": [row(RowMatch.KNOWN, RowAction.CONFLICT, { candidates }), is, "identity winner"],
    "both stay answered": [row(RowMatch.KNOWN, RowAction.CORRECT, { candidates }), { ...is, winner: "sheet" }, "identity winner"],
    "a new row asks what it is": [row(RowMatch.NEW, RowAction.CREATE), none, "defaults"],
    "an unclear row that is new asks both": [row(RowMatch.NEW, RowAction.CREATE, { candidates }), { ...none, identity: "create" }, "identity defaults"],
    "a row left out asks no more": [row(RowMatch.NEW, RowAction.NOTHING), { ...none, identity: "skip" }, "identity"],
  };
  it.each(Object.entries(cases))("%s", (_, [asked, word, want]) => {
    const questions = [asksIdentity(asked, word) && "identity", asksWinner(asked, word) && "winner", asksDefaults(asked, word) && "defaults"];
    expect(questions.filter(Boolean).join(" ")).toBe(want);
  });

  it("offer the projects it may be with what they share, a new one, and none", () => {
    expect(identitiesOf(row(RowMatch.AMBIGUOUS, RowAction.REFUSED, { candidates }))).toEqual([
      { value: "project:p1", label: "就是：丙项目 · 丙公司 · 滨城区（名称、代码相同）" },
      { value: "create", label: "是另一个新项目" },
      { value: "skip", label: "不导入本行" },
    ]);
    expect(identitiesOf(row(RowMatch.KNOWN, RowAction.REFUSED)).map((o) => o.value)).toEqual(["skip"]);
  });
});
