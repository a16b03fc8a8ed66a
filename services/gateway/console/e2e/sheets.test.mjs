// The annexes as sheets: BASE_URL names the platform, SHEETS_MONTH a month of a year with projects whose annex 2 nobody
// has taken in yet. It fetches annex 2 and brings it back as far as its preview; nothing is written but the import.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, inAllSizes, pickFile, pickMonth, shoot, withBrowser } from "./browser.mjs";

const { SHEETS_MONTH: MONTH = "2020-04" } = process.env;
const inPage = withBrowser();

async function fetched(page, button) {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: button, exact: true }).click();
  const file = await waiting;
  const path = `${await file.path()}.xlsx`;
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path };
}

test("an annex is handed out for a unit and a month, and comes back as the annex it is", async () => {
  await inPage({ name: "sheets", account: "county", path: "/imports/new" }, async (page) => {
    assert.ok(await page.getByRole("button", { name: "下载待填表" }).isDisabled(), "of which month is not known yet");
    await page.getByRole("combobox", { name: "哪张表" }).click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: "附件2" }).click();
    await page.getByText("不写月报").waitFor();
    await pickMonth(page, "数据月份", MONTH);
    const blank = await fetched(page, "下载待填表");
    assert.match(blank.name, /^附件2 .*\.xlsx$/);
    const filled = await fetched(page, "下载已填表");
    await inAllSizes(page, "sheets-upload", () => page.getByText("不写月报").waitFor());
    await pickFile(page, filled.path);
    await page.getByRole("button", { name: "上传并预览" }).click();
    await page.getByText(/^附件2 · /).waitFor();
    await page.getByRole("tab", { name: /^项目行/ }).waitFor();
    assert.equal(await page.getByRole("columnheader", { name: "本月完成" }).count(), 0);
    await shoot(page, "sheets-preview");
    await assertAccessible(page, "the preview of annex 2");
    const annotated = await fetched(page, "下载批注表");
    assert.match(annotated.name, /\.xlsx$/);
  });
});
