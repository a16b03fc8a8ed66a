import { describe, expect, it } from "vitest";
import { contentUrl, documentFault, kindText, sizeText } from "./documents";

const taken = { maxBytes: 5n * 1024n * 1024n, extensions: [".pdf", ".jpg"] };

describe("documents", () => {
  it("says sizes as people read them", () => {
    expect(sizeText(820n)).toBe("820 B");
    expect(sizeText(46_080n)).toBe("45 KB");
    expect(sizeText(3_355_443n)).toBe("3.2 MB");
    expect(sizeText(52_428_800n)).toBe("50.0 MB");
  });

  it("refuses what the register would refuse, before it is sent", () => {
    expect(documentFault(undefined, taken)).toBe("");
    expect(documentFault({ name: "批复.PDF", size: 10 }, taken)).toBe("");
    expect(documentFault({ name: "setup.exe", size: 10 }, taken)).toContain(".pdf、.jpg");
    expect(documentFault({ name: "空.pdf", size: 0 }, taken)).toContain("空");
    expect(documentFault({ name: "大.pdf", size: 6 * 1024 * 1024 }, taken)).toContain("5.0 MB");
  });

  it("names kinds by the policy and passes on what it does not know", () => {
    expect(kindText([{ key: "land", name: "用地手续" } as never], "land")).toBe("用地手续");
    expect(kindText([], "gone")).toBe("gone");
  });

  it("addresses a version's content", () => {
    expect(contentUrl("p", "d", 2)).toBe("/api/v1/projects/p/documents/d/versions/2/content");
  });
});
