// The first page: BASE_URL names the platform, MONTH a month that is reported by half or more. Reads only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, inAllSizes, withBrowser } from "./browser.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

const nextMonth = (month) => {
  const [year, number] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
};

test("the first page says who has not reported, and what waits for the city", async () => {
  await inPage({ name: "workbench", account: "city", path: `/?month=${nextMonth(MONTH)}` }, async (page) => {
    await page.locator('[data-figure="未报"]').waitFor();
    const [due, accepted, waiting, outstanding] = await Promise.all(["应报", "已审核", "待审核", "未报"].map((title) => figure(page, title)));
    assert.ok(due > 0 && outstanding > 0);
    assert.equal(accepted + waiting + outstanding, due);
    const units = page.getByRole("region", { name: "各单位报送" });
    await units.locator(".ant-table-row").first().waitFor();
    const cells = await units.locator(".ant-table-row td:nth-child(5)").allInnerTexts();
    assert.equal(cells.reduce((sum, text) => sum + Number(text.replace(/,/g, "")), 0), outstanding, "the units' outstanding reports");
    for (const key of ["findings", "months", "duplicates", "sheets", "nobody"]) {
      await page.waitForFunction((task) => /^(无|[\d,]+)$/.test(document.querySelector(`[data-task="${task}"] .count`)?.innerText ?? ""), key);
    }
    assert.equal(await page.locator('[data-task="grants"]').count(), 0, "grants are an administrator's");
    await page.getByRole("region", { name: "等我办理" }).waitFor();
    await inAllSizes(page, "workbench", () => page.getByRole("region", { name: "未报项目" }).locator("a").first().waitFor());

    await units.locator(".ant-btn-link").first().click();
    await page.waitForURL(/unit=/);
    await page.waitForFunction((all) => Number(document.querySelector('[data-figure="应报"] .value').innerText.match(/\d+/)) < all, due);
    await page.getByRole("region", { name: "未报项目" }).locator(".ant-table-row a").first().click();
    await page.getByRole("tab", { name: "进度", selected: true }).waitFor();
  });
});

test("a month that is all reported has nobody on its list", async () => {
  await inPage({ name: "workbench-done", account: "leader", path: `/?month=${MONTH}` }, async (page) => {
    await page.locator('[data-figure="未报"]').waitFor();
    if ((await figure(page, "未报")) === 0) await page.getByText("应报的都报了").waitFor();
    assert.equal(await page.locator('[data-task="sheets"], [data-task="months"]').count(), 0, "a leader only reads");
  });
});

test("an administrator's first page has the grants that wait for them", async () => {
  await inPage({ name: "workbench-admin", account: "admin", path: "/" }, async (page) => {
    await page.waitForFunction(() => /^(无|\d+)$/.test(document.querySelector('[data-task="grants"] .count')?.innerText ?? ""));
  });
});
