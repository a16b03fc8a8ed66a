import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ListUnitsResponseSchema, UnitSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import { arranged, arrangedBelow, beside, framed, movedTo, shadeOf, tilesToForget, tilesToTell } from "./tiles";
import { treeOf } from "./tree";

const told = (spots: ReadonlyMap<string, { col: number; row: number }>) => [...spots].map(([key, { col, row }]) => `${key}@${col},${row}`).join(" ");
const nowhere = () => undefined;

function unit(code: string, at?: [col: number, row: number]) {
  const tile = at && { col: at[0], row: at[1] };
  return create(UnitSchema, { code, version: 4n, tile, places: [{ parent: "bz", fromYear: 2019 }] });
}

function treeWith(...units: ReturnType<typeof unit>[]) {
  return treeOf(create(ListUnitsResponseSchema, { year: 2020, roots: ["bz"], units: [create(UnitSchema, { code: "bz" }), ...units] }));
}

describe("squares on the grid", () => {
  it("stand in rows by themselves", () => {
    expect(told(arranged(["a", "b", "c", "d", "e"], nowhere))).toBe("a@0,0 b@1,0 c@2,0 d@0,1 e@1,1");
    expect(told(arranged([], nowhere))).toBe("");
  });

  it("leave the places of others alone, and give way where two have the same", () => {
    const own: Record<string, { col: number; row: number }> = { c: { col: 0, row: 0 }, d: { col: 0, row: 0 } };
    expect(told(arranged(["a", "b", "c", "d"], (key) => own[key]))).toBe("a@1,0 b@0,1 c@0,0 d@1,1");
  });

  it("stand where the register has them, also where not all are shown", () => {
    const tree = treeWith(unit("a", [5, 3]), unit("b"), unit("c", [4, 4]));
    expect(told(arrangedBelow(tree, "bz", ["c", "bz"]))).toBe("c@4,4 bz@1,0");
  });

  it("close up where nobody gave them places", () => {
    expect(told(arrangedBelow(treeWith(unit("a"), unit("b"), unit("c")), "bz", ["b", "c"]))).toBe("b@0,0 c@1,0");
    expect(told(arrangedBelow(undefined, "bz", ["x"]))).toBe("x@0,0");
  });

  it("are shown without empty edges", () => {
    const { spots, columns, rows } = framed(new Map([["a", { col: 5, row: 3 }], ["c", { col: 4, row: 5 }]]));
    expect([told(spots), columns, rows]).toEqual(["a@1,0 c@0,2", 2, 3]);
    expect(framed(new Map())).toMatchObject({ columns: 1, rows: 1 });
  });

  it("change places", () => {
    const before = arranged(["a", "b"], nowhere);
    expect(told(movedTo(before, "a", { col: 1, row: 0 }))).toBe("a@1,0 b@0,0");
    expect(told(movedTo(before, "a", { col: 7, row: 7 }))).toBe("a@7,7 b@1,0");
    expect(movedTo(before, "x", { col: 7, row: 7 })).toBe(before);
  });

  it("walk by arrow keys, not over the edge", () => {
    expect(beside({ col: 0, row: 0 }, "ArrowRight")).toEqual({ col: 1, row: 0 });
    expect(["ArrowLeft", "ArrowUp", "Enter"].map((key) => beside({ col: 0, row: 0 }, key))).toEqual([undefined, undefined, undefined]);
    expect(["ArrowRight", "ArrowDown"].map((key) => beside({ col: 11, row: 11 }, key))).toEqual([undefined, undefined]);
  });

  it("are told where they have moved, and only those", () => {
    const units = [unit("a", [0, 0]), unit("b")];
    expect(tilesToTell(units, arranged(["a", "b"], (key) => units.find(({ code }) => code === key)?.tile))).toEqual([{ unit: "b", tile: { col: 1, row: 0 }, version: 4n }]);
    expect(tilesToForget(units)).toEqual([{ unit: "a", version: 4n }]);
  });

  it("have a shade by their lead, at both sides of the pace", () => {
    expect(["5.0", "4.9", "0.0", "-0.1", "-4.9", "-5.0", ""].map(shadeOf)).toEqual(["far-ahead", "ahead", "ahead", "behind", "behind", "far-behind", "unplanned"]);
  });
});
