import { describe, expect, it } from "vitest";
import { fileNameOf } from "./download";

describe("the name of a downloaded file", () => {
  it("is the one that the answer gives it", () => {
    expect(fileNameOf("attachment; filename=\"sheet.xlsx\"; filename*=UTF-8''%E9%99%84%E4%BB%B63.xlsx", "x")).toBe("附件3.xlsx");
  });

  it("is another where there is none, or none that can be read", () => {
    expect(fileNameOf(null, "附件3.xlsx")).toBe("附件3.xlsx");
    expect(fileNameOf("attachment; filename*=UTF-8''%E9%", "附件3.xlsx")).toBe("附件3.xlsx");
  });
});
