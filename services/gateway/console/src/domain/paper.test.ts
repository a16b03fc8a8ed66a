import { describe, expect, it } from "vitest";
import { cssString, footRule } from "./paper";

describe("the foot of a sheet", () => {
  it("says who printed it, and when", () => {
    expect(footRule("县项目办·演示", "2020-06-01 09:30")).toContain("打印：县项目办·演示 2020-06-01 09:30");
  });

  it("lets no name end the text", () => {
    expect(cssString('甲"; } </style>')).toBe('"甲\\22 \\3b \\7d \\3c \\2f style\\3e "');
    expect(cssString("a\\b\nc")).toBe('"a\\5c b c"');
  });
});
