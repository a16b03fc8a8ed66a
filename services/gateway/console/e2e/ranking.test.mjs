// The ranking: BASE_URL names the platform, MONTH a month of 2020 with figures. It changes nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, firstRow, inAllSizes, withBrowser } from "./browser.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

const cellsOf = (page, at) => page.locator(`.ant-table-row td:nth-child(${at})`).allInnerTexts();

test("units stand by the value as shown, and the formula opens on click", async () => {
  await inPage({ name: "ranking", account: "city", path: `/ranking?month=${MONTH}` }, async (page) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByText("排行").waitFor();
    await page.getByRole("heading", { name: /投资完成率排名/ }).waitFor();
    await inAllSizes(page, "ranking", firstRow(page));
    await assertRanks(page);
    await page.getByRole("button", { name: "投资完成率的口径" }).click();
    await page.getByText("投资完成率 = 年度完成").first().waitFor();
    await page.keyboard.press("Escape");

    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    assert.match((await waiting).suggestedFilename(), /投资完成率排名\.csv$/);

    await choose(page, "指标", "月报报送率");
    await page.waitForURL(/indicator=report_rate/);
    await page.getByRole("heading", { name: /月报报送率排名/ }).waitFor();
    await assertRanks(page);
  });
});

// Ranks follow the values: equal ones share a rank, and say so.
async function assertRanks(page) {
  const [ranks, values] = [await cellsOf(page, 1), await cellsOf(page, 3)];
  const numbers = values.filter((text) => text !== "—").map((text) => Number(text.replace(/,/g, "")));
  assert.ok(numbers.length > 1, "nobody is ranked");
  numbers.forEach((value, at) => {
    const ahead = numbers.filter((other) => other > value).length;
    const tied = numbers.filter((other) => other === value).length > 1;
    assert.equal(ranks[at].replace(/\s+/g, " ").trim(), `${tied ? "并列 " : ""}${ahead + 1}`, `the rank of ${values[at]}`);
  });
}
