import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { TagSystemSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import { ofSystem, tagIn, tagName, systemsText, tagOptions, tagsText } from "./tags";

const six = create(TagSystemSchema, { key: "six-new", name: "六新", multiple: true, values: [{ key: "new-material", name: "新材料" }, { key: "new-product", name: "新产品" }] });
const ten = create(TagSystemSchema, { key: "ten-strong", name: "十强", values: [{ key: "marine", name: "现代海洋" }] });

describe("tags", () => {
  it("have names within their system", () => {
    expect(tagName([six, ten], "ten-strong/marine")).toEqual({ system: "十强", name: "现代海洋" });
    expect(tagName([six], "ten-strong/marine")).toEqual({ system: "", name: "ten-strong/marine" });
    expect(tagName([six], "six-new/old")).toEqual({ system: "六新", name: "six-new/old" });
    expect(tagsText([six, ten], ["six-new/new-material", "ten-strong/marine"])).toBe("新材料、现代海洋");
    expect(tagsText([six], [])).toBe("");
  });

  it("are of systems that a unit has or has not", () => {
    expect(systemsText([six, ten], ["ten-strong", "old"])).toBe("十强、old");
    expect(systemsText([six], [])).toBe("无");
  });

  it("are chosen under their systems", () => {
    expect(ofSystem(ten, ["six-new/new-material", "ten-strong/marine"])).toEqual(["ten-strong/marine"]);
    expect(tagOptions([ten])).toEqual([{ label: "十强", options: [{ value: "ten-strong/marine", label: "现代海洋" }] }]);
  });

  it("of an address are taken by their shape", () => {
    expect(tagIn("six-new/new-material")).toBe("six-new/new-material");
    for (const text of [null, "", "six-new", "six-new/", "六新/新材料", "a/b/c", `six-new/${"x".repeat(41)}`]) expect(tagIn(text)).toBe("");
  });
});
