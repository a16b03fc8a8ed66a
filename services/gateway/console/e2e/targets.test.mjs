// The targets of a year: BASE_URL names the platform. It looks at the district of Haizhou's or Linzi's paper where one is
// loaded (TARGET_MONTH), else at a unit that has none. It changes nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, choose, firstRow, inAllSizes, shoot, withBrowser } from "./browser.mjs";

const { MONTH = "2020-05", TARGET_UNIT = "", TARGET_MONTH = "2019-06", TARGET_ACCOUNT = "city" } = process.env;
const inPage = withBrowser();

test("a unit without targets says so, and where they may be", async () => {
  await inPage({ name: "targets-none", account: "city", path: `/targets?month=${MONTH}` }, async (page) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByText("目标任务").waitFor();
    await page.getByText(/没有文件给.*定下 2020 年的目标任务/).waitFor();
    await shoot(page, "targets-none");
    await assertAccessible(page, "targets of nobody");
  });
});

test("each target has its distance, its state and its forecast, and opens its formula and its parts", { skip: TARGET_UNIT === "" }, async () => {
  await inPage({ name: "targets", account: TARGET_ACCOUNT, path: `/targets?unit=${TARGET_UNIT}&month=${TARGET_MONTH}` }, async (page) => {
    await page.getByRole("heading", { name: /目标任务（截至/ }).waitFor();
    await inAllSizes(page, "targets", firstRow(page));

    const line = (await page.getByRole("region", { name: "目标任务", exact: true }).locator(".ant-table-row").first().innerText()).split("\t");
    assert.match(line.join(" "), /推进中|已达标|未达标|无数据/);
    await page.getByRole("button", { name: "固定资产投资的口径" }).click();
    await page.getByText("年度完成。预计").first().waitFor();
    await page.keyboard.press("Escape");

    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    assert.match((await waiting).suggestedFilename(), /目标任务\.csv$/);

    await choose(page, "任务", "新开工亿元以上项目");
    await page.waitForURL(/target=/);
    await page.getByRole("heading", { name: /各单位：新开工亿元以上项目/ }).waitFor();
  });
});
