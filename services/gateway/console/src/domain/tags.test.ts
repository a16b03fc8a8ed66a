import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { GetUnitResponseSchema, TagSystemSchema } from "../gen/pacesetter/registry/v1/unit_pb";
import { inForceOf, ofSystem, systemOf, systemsText, tagDimensions, tagIn, tagName, tagOptions, tagsText } from "./tags";

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

  it("group figures by the systems that a unit has", () => {
    const told = create(GetUnitResponseSchema, { effective: { tagSystems: { keys: ["ten-strong"] } }, tagSystems: [six, ten] });
    expect(inForceOf(told).map(({ name }) => name)).toEqual(["十强"]);
    expect(inForceOf(undefined)).toEqual([]);
    expect(tagDimensions(told, "listing")).toEqual([{ value: "tag:ten-strong", label: "十强" }]);
    expect(tagDimensions(told, "tag:six-new").map(({ label }) => label)).toEqual(["六新", "十强"]);
    expect([systemOf("tag:six-new"), systemOf("size")]).toEqual(["six-new", ""]);
    expect(tagName([six], "six-new/untagged")).toEqual({ system: "六新", name: "未标注" });
  });

  it("of an address are taken by their shape", () => {
    expect(tagIn("six-new/new-material")).toBe("six-new/new-material");
    for (const text of [null, "", "six-new", "six-new/", "六新/新材料", "a/b/c", `six-new/${"x".repeat(41)}`]) expect(tagIn(text)).toBe("");
  });
});
