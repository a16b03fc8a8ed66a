// The wall: BASE_URL names the platform, MONTH a month with figures. It corrects a report and takes it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, figure, OFFICE, shoot, WIDE, withBrowser } from "./browser.mjs";
import { correct, openWhole } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const WALL = { width: 1920, height: 1080 };
const inPage = withBrowser();

test("the wall has its numbers, tiles, ranks and named projects on one page, nothing cut off", async () => {
  await inPage({ name: "screen", account: "city", path: `/screen?month=${MONTH}`, viewport: WALL, plain: true }, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    await page.locator(".wall-board .at-behind li, .wall-board .at-behind p").first().waitFor();
    assert.ok((await figure(page, "重点项目")) > 0);
    assert.ok((await page.locator(".wall-tile").count()) > 1);
    const small = await page.evaluate(() => [...document.querySelectorAll(".wall *")].filter((e) => e.childElementCount === 0 && e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 18).map((e) => e.textContent));
    assert.deepEqual(small, [], "smaller than 18 px");
    const cut = await page.evaluate(() => [...document.querySelectorAll(".wall-panel, .wall-tile")].filter((e) => e.scrollHeight > e.clientHeight + 1).map((e) => e.className));
    assert.deepEqual(cut, [], "cut off at the bottom");
    await shoot(page, "screen");
    await assertAccessible(page, "wall");

    const tile = page.locator(".wall-tile:not([disabled])").nth(1);
    const unit = await tile.getAttribute("data-tile");
    await tile.click();
    await page.locator(`[data-board="${unit}"]`).waitFor();
    for (const viewport of [WIDE, OFFICE]) {
      await page.setViewportSize(viewport);
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight);
      assert.equal(scrolls, false, "the wall scrolls");
      await shoot(page, "screen");
    }
  });
});

test("a correction shows on the wall by itself", async () => {
  await inPage({ name: "screen-live", account: "city", path: `/screen?month=${MONTH}`, viewport: WALL, plain: true }, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    const before = await figure(page, "年度完成投资");
    const changed = (other) => page.waitForFunction((sum) => Number(document.querySelector('[data-figure="年度完成投资"] .value').innerText.replace(/,/g, "")) !== sum, other);
    await inPage({ name: "screen-writer", account: "city", path: `/projects?month=${MONTH}&report=reported` }, async (writer) => {
      await writer.locator(".ant-table-row .ant-btn-link").first().click();
      await openWhole(writer);
      await correct(writer, MONTH, 1000);
      await changed(before);
      const after = await figure(page, "年度完成投资");
      await correct(writer, MONTH, -1000);
      await changed(after);
    });
    assert.equal(await figure(page, "年度完成投资"), before);
    await page.getByRole("link", { name: "退出大屏" }).click();
    await page.waitForURL(`${baseURL()}/rollup?*`);
  });
});
