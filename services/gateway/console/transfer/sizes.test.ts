import { describe, expect, it } from "vitest";
import type { Chunk } from "./sizes.ts";
import { ALL, faults, FRAME, pagesOf, table } from "./sizes.ts";

const chunk = (name: string, kB: number, needs: string[] = [], page = ""): Chunk => ({ file: `${name}.js`, name, bytes: kB * 1000, needs, page });
const css: Chunk = { file: "index.css", name: "css", bytes: 2000, needs: [], page: "" };
const build = [
  chunk("index", 30, ["react.js", "index.css"]),
  chunk("react", 100, ["index.js"]), // chunks may need each other
  css,
  chunk("grid", 70, ["react.js"]),
  chunk("List", 20, ["grid.js", "react.js"], "list/List"),
  chunk("Phone", 10, ["index.js"], "m/Phone"),
];
const pages = pagesOf(build, "index.js");
const size = (name: string) => pages.find((page) => page.name === name)?.bytes;

describe("what a first visit loads", () => {
  it("is the frame, the page and all that they need, each once", () => {
    expect(size(FRAME)).toBe(132_000);
    expect(size("list/List")).toBe(222_000);
    expect(size("m/Phone")).toBe(142_000);
  });

  it("is told for all scripts together, without styles", () => {
    expect(size(ALL)).toBe(230_000);
  });
});

const budgets = { [FRAME]: 140, "list/List": 230, "m/Phone": 150, [ALL]: 240 };

describe("a budget", () => {
  it("is kept", () => {
    expect(faults(pages, budgets)).toEqual([]);
    expect(table(pages, budgets).split("\n")).toContain("  222.0 of 230 kB  list/List");
  });

  it("that is broken names the page and its chunks, the largest first", () => {
    const bloated = build.map((c) => (c.name === "Phone" ? { ...c, needs: ["index.js", "grid.js"] } : c));
    expect(faults(pagesOf(bloated, "index.js"), budgets)).toEqual([
      "m/Phone: loads 212.0 kB, its budget is 150: react 100.0, grid 70.0, index 30.0, Phone 10.0, css 2.0",
    ]);
  });

  it("is asked for with a new page, and goes with the page", () => {
    const { "m/Phone": _, ...others } = budgets;
    expect(faults(pages, { ...others, "old/Old": 9 })).toEqual([
      "m/Phone: has no budget; it loads 142.0 kB",
      "old/Old: has a budget, but there is no such page",
    ]);
  });
});
