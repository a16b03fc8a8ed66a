import { describe, expect, it } from "vitest";
import { EMPTY_FILTER } from "./filters";
import { filterOf, MOST_VIEWS, nameFault, viewOf, viewsOf, withoutView, withView } from "./views";

const filter = { ...EMPTY_FILTER, month: "2020-05", unit: "sd-bz-zouping", listing: "province", orderBy: "rate" };
const view = viewOf("省重点慢的", filter, "code,company");

describe("a saved view", () => {
  it("keeps filter, order and columns, and takes the month in work", () => {
    expect(view.search).not.toContain("month");
    expect(filterOf(view, "2020-06")).toEqual({ ...filter, month: "2020-06" });
    expect(view.hidden).toBe("code,company");
  });

  it("takes the place of one with its name", () => {
    const views = withView([view, { ...view, name: "另一个" }], { ...view, hidden: "" });
    expect(views.map((one) => [one.name, one.hidden])).toEqual([["另一个", "code,company"], ["省重点慢的", ""]]);
    expect(withoutView(views, "另一个").length).toBe(1);
  });

  it("needs a name, and room", () => {
    const full = Array.from({ length: MOST_VIEWS }, (_, at) => ({ ...view, name: `视图${at}` }));
    expect(nameFault([], "")).not.toBe("");
    expect(nameFault(full, "新的")).toContain(String(MOST_VIEWS));
    expect(nameFault(full, "视图3")).toBe("");
  });

  it("is nothing where what was kept is broken", () => {
    expect(viewsOf("")).toEqual([]);
    expect(viewsOf("null")).toEqual([]);
    expect(viewsOf('[{"name":"甲"},null]')).toEqual([]);
    expect(viewsOf(JSON.stringify([view]))).toEqual([view]);
  });
});
