import { describe, expect, it } from "vitest";
import { dutySearch, parseDuty } from "./people";

describe("the page of people", () => {
  it("comes back from its address as it was left", () => {
    const filter = { view: "people", unit: "sd-bz", query: "发改", person: "p" } as const;
    expect(parseDuty(dutySearch(filter), "home")).toEqual(filter);
  });

  it("begins with who has nobody, at home", () => {
    expect(parseDuty(new URLSearchParams("view=constructor"), "home")).toEqual({ view: "lacking", unit: "home", query: "", person: "" });
  });
});
