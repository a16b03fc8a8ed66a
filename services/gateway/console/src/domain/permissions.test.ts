import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ListUnitsResponseSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import type { Action, Grant } from "./permissions";
import { mayAnywhere, mayAt, mayAtTop } from "./permissions";
import { ancestors, treeOf, treeOptions, visible } from "./tree";

const places = (parent: string) => [{ parent, fromYear: 2019, toYear: 0 }];
const tree = treeOf(
  create(ListUnitsResponseSchema, {
    year: 2020,
    roots: ["binzhou"],
    units: [
      { code: "sd", name: "山东省" },
      { code: "binzhou", name: "滨州市", places: places("sd") },
      { code: "bincheng", name: "滨城区", places: places("binzhou") },
      { code: "zouping", name: "邹平市", places: [{ parent: "sd", fromYear: 2010, toYear: 2019 }, { parent: "binzhou", fromYear: 2020 }] },
    ],
  }),
);

describe("the unit tree", () => {
  it("follows the places of its year", () => {
    expect(ancestors(tree, "zouping")).toEqual(["zouping", "binzhou", "sd"]);
    expect(treeOptions(tree)[0]?.children.map((c) => c.title)).toEqual(["滨城区", "邹平市"]);
  });

  it("shows names above the own subtree, not figures", () => {
    expect(visible(tree, "sd")).toBe(false);
    expect(visible(tree, "bincheng")).toBe(true);
  });
});

describe("the permission matrix", () => {
  const grant = (role: string, unit = "bincheng"): Grant[] => [{ role, unit }];
  const reads: Action[] = ["rollup.read", "project.read", "quality.read", "duty.read", "due.read"];
  const office: Action[] = [...reads, "import", "report.write", "report.correct", "report.accept", "finding.explain", "duplicate.decide", "project.write"];
  const rules: Action[] = ["grant.write", "unit.write", "audit.read"];
  const matrix: Record<string, Action[]> = {
    officer: ["project.read", "report.write"],
    township: [...reads, "report.write", "finding.explain"],
    county: office,
    city: [...office, "cutoff.publish", "life.approve"],
    approver: reads,
    leader: reads,
    province: reads,
    admin: [...reads, ...rules],
    stranger: [],
  };
  const all: Action[] = [...office, ...rules, "cutoff.publish", "life.approve"];

  it("gives each role its actions in its own unit and none beside or above it", () => {
    for (const [role, actions] of Object.entries(matrix)) {
      for (const action of all) {
        const expected = actions.includes(action);
        expect(mayAnywhere(grant(role), action), `${role} ${action}`).toBe(expected);
        expect(mayAt(grant(role), action, tree, "bincheng"), `${role} ${action} own`).toBe(expected);
        expect(mayAt(grant(role), action, tree, "zouping"), `${role} ${action} sibling`).toBe(false);
        expect(mayAt(grant(role), action, tree, "binzhou"), `${role} ${action} parent`).toBe(false);
        expect(mayAt(grant(role, "binzhou"), action, tree, "bincheng"), `${role} ${action} sub-unit`).toBe(expected);
      }
    }
  });

  it("tells the administrator of all from one of a part", () => {
    expect(mayAtTop(grant("admin", "sd"), "audit.read", tree)).toBe(true);
    expect(mayAtTop(grant("admin", "binzhou"), "audit.read", tree)).toBe(false);
    expect(mayAtTop(grant("city", "sd"), "audit.read", tree)).toBe(false);
  });
});
