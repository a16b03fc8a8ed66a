import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { MonthState } from "../gen/pacesetter/registry/v1/month_pb";
import { ListUnitsResponseSchema, UnitKind } from "../gen/pacesetter/registry/v1/unit_pb";
import { mayDecide, maySubmit } from "./months";
import { treeOf } from "./tree";

const unit = (code: string, kind: UnitKind, parent: string) => ({ code, name: code, kind, places: [{ parent, fromYear: 2019, toYear: 0 }] });
const tree = treeOf(
  create(ListUnitsResponseSchema, {
    year: 2020,
    roots: ["bz"],
    units: [unit("bz", UnitKind.CITY, ""), unit("bc", UnitKind.COUNTY, "bz"), unit("town", UnitKind.TOWNSHIP, "bc")],
  }),
);
const county = [{ role: "county", unit: "bc" }];
const city = [{ role: "city", unit: "bz" }];

describe("a unit's month", () => {
  it("is handed in by its own level or one above", () => {
    const open = MonthState.UNSPECIFIED;
    expect(["town", "bc", "bz"].map((code) => maySubmit(county, tree, code, open))).toEqual([true, true, false]);
    expect(maySubmit([{ role: "township", unit: "bc" }], tree, "bc", open)).toBe(false);
    expect(maySubmit([{ role: "leader", unit: "bz" }], tree, "bc", open)).toBe(false);
  });
  it("is handed in again once it was returned, and not while it waits or is accepted", () => {
    const { RETURNED, SUBMITTED, ACCEPTED } = MonthState;
    expect([RETURNED, SUBMITTED, ACCEPTED].map((state) => maySubmit(county, tree, "bc", state))).toEqual([true, false, false]);
  });
  it("is decided on above, while it waits", () => {
    const waits = { unit: "bc", state: MonthState.SUBMITTED };
    expect([mayDecide(city, tree, waits), mayDecide(county, tree, waits)]).toEqual([true, false]);
    expect(mayDecide(city, tree, { unit: "bc", state: MonthState.ACCEPTED })).toBe(false);
  });
});
