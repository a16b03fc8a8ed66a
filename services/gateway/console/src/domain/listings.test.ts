import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ListingSchema } from "../gen/pacesetter/registry/v1/project_pb";
import type { ListingChange } from "./listings";
import { changed, consequence, decides, unchangedText } from "./listings";

const listings = [create(ListingSchema, { key: "city", fromMonth: 3, confirmed: false }), create(ListingSchema, { key: "county", fromMonth: 1, confirmed: true })];
const change = (deed: ListingChange["deed"], key: string): ListingChange => ({ deed, key, fromMonth: 5 });

describe("a change of listings", () => {
  it("touches the one listing and keeps the others as they are", () => {
    expect(changed(listings, change("add", "province"))?.map((l) => [l.key, l.fromMonth, l.confirmed])).toEqual([["city", 3, false], ["county", 1, true], ["province", 5, false]]);
    expect(changed(listings, change("remove", "county"))?.map((l) => l.key)).toEqual(["city"]);
    expect(changed(listings, change("confirm", "city"))?.map((l) => l.confirmed)).toEqual([true, true]);
  });

  it("says why there is nothing to do", () => {
    for (const [one, why] of [
      [change("add", "county"), "已是县重点"],
      [change("add", "city"), "已提出市重点，待市级确认"],
      [change("remove", "province"), "不在省重点中"],
      [change("confirm", "county"), "县重点已确认"],
      [change("confirm", "province"), "没有提出省重点"],
    ] as const) {
      expect(changed(listings, one)).toBeNull();
      expect(unchangedText(listings, one)).toBe(why);
    }
  });

  it("repeats object and consequence", () => {
    expect(consequence(change("add", "city"), 3, 2020, ["county"])).toBe("把 3 个项目加入2020年市重点，自 5 月起，这个级别高于您的职权：作为申请保留，市级确认以前显示但不计入。");
    expect(consequence(change("add", "city"), 3, 2020, ["city"])).toBe("把 3 个项目加入2020年市重点，自 5 月起，立即计入。");
    expect(consequence(change("confirm", "city"), 3, 2020, ["city"])).toContain("确认后计入汇总");
  });

  it("knows who decides what", () => {
    expect(["province", "city", "county", "renovation"].filter((key) => decides(["county"], key))).toEqual(["county", "renovation"]);
    expect(decides(["city"], "province")).toBe(true);
    expect(decides(["leader"], "county")).toBe(false);
  });
});
