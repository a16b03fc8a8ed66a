import { expect, test } from "vitest";
import { ApiError } from "../api/errors";
import { askedOf, markOf, printAddress } from "./prints";

test("a print's address names what it has, and nothing that is empty", () => {
  expect(printAddress("project", { id: "7c9e", month: "" })).toBe("/api/v1/prints/project.pdf?id=7c9e");
  expect(printAddress("list", new URLSearchParams({ unit: "sd-bz", q: "化工 & 园" }))).toBe("/api/v1/prints/list.pdf?unit=sd-bz&q=%E5%8C%96%E5%B7%A5+%26+%E5%9B%AD");
});

test("a page is ready, or says what it was refused with", () => {
  expect(markOf(undefined)).toEqual({ print: "ready", status: "", message: "" });
  const error = new ApiError(404, "PROJECT_NOT_FOUND", "没有这个项目。");
  expect(markOf(error)).toEqual({ print: "refused", status: "404", message: "没有这个项目。" });
});

test("a print without a month asks its own unit for the newest, a project nobody", () => {
  const asked = (path: string, search: string) => askedOf(path, new URLSearchParams(search), "2020-06");
  expect(asked("/print/list", "unit=sd-bz&month=2020-05")).toEqual({ month: "2020-05", unit: "" });
  expect(asked("/print/list", "unit=sd-bz")).toEqual({ month: "", unit: "sd-bz" });
  expect(asked("/print/wall", "unit=sd-bz&month=2020-13")).toEqual({ month: "", unit: "sd-bz" });
  expect(asked("/print/ranking", "")).toEqual({ month: "", unit: "" });
  expect(asked("/print/projects/7c9e", "")).toEqual({ month: "2020-06", unit: "" });
});
