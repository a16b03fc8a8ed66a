import { describe, expect, it } from "vitest";
import type { Column } from "./columns";
import { arranged, totalWidth } from "./columns";

const column = (key: string, group?: string): Column<object> => ({ key, title: key, width: 10, group, render: () => key });

describe("columns", () => {
  it("put neighbours of one group under one head", () => {
    const columns = [column("name"), column("plan", "投资"), column("done", "投资"), column("rate"), column("last", "投资")];
    expect(arranged(columns, (c) => c.key)).toEqual([
      "name",
      { key: "group-投资", title: "投资", children: ["plan", "done"] },
      "rate",
      { key: "group-投资", title: "投资", children: ["last"] },
    ]);
    expect(totalWidth(columns)).toBe(50);
  });
});
