// Views of the list that have names, and what comes out of a printer: BASE_URL names the platform, MONTH a month
// with projects. Reads only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, choose, screenshots, shoot, WIDE, withBrowser } from "./browser.mjs";
import { openWhole } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

test("a view has a name, comes back with its filter at the month in work, and goes", async () => {
  await inPage({ name: "views", account: "city", path: `/projects?month=${MONTH}` }, async (page) => {
    await choose(page, "级别", "省重点");
    await page.waitForURL(/listing=province/);
    await page.getByRole("button", { name: "视图", exact: true }).click();
    await page.getByLabel("视图名称").fill("省重点");
    await page.getByRole("button", { name: "存为视图" }).click();
    await page.getByRole("button", { name: "视图（1）" }).waitFor();
    await shoot(page, "views");
    await assertAccessible(page, "views");
    await page.keyboard.press("Escape");
    await page.goto(`${baseURL()}/projects?month=${MONTH.slice(0, 4)}-06`);
    await page.getByRole("button", { name: "视图（1）" }).click();
    await page.getByRole("button", { name: "省重点", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get("listing") === "province" && url.searchParams.get("month") === `${MONTH.slice(0, 4)}-06`);
    await page.getByRole("button", { name: "视图（1）" }).click();
    await page.getByRole("button", { name: "删除视图省重点" }).click();
    await page.getByText("还没有存过视图").waitFor();
  });
});

// What a page has on paper: the frame and the controls are gone, nothing is wider than the sheet. Gives the widths of
// the sheets that it takes, in points.
async function onPaper(page, name, sheet) {
  await page.setViewportSize(sheet);
  await page.emulateMedia({ media: "print" });
  await page.locator(".print-foot").waitFor({ state: "attached" });
  assert.equal(await page.locator(".shell-menu, .shell-header, .bar").filter({ visible: true }).count(), 0, "frame and filters");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than its sheet`);
  await shoot(page, `print-${name}`);
  await page.emulateMedia({ media: null });
  await page.setViewportSize(WIDE);
  const pdf = await page.pdf({ preferCSSPageSize: true, path: `${screenshots}/print-${name}.pdf` });
  return [...pdf.toString("latin1").matchAll(/\/MediaBox \[0 0 ([\d.]+)/g)].map(([, width]) => Math.round(Number(width)));
}

const LANDSCAPE = { width: 1046, height: 720 };
const PORTRAIT = { width: 718, height: 1020 };

test("the list is printed whole, its head on every sheet", async () => {
  await inPage({ name: "print-list", account: "city", path: `/projects?month=${MONTH}` }, async (page) => {
    await page.locator(".ant-table-row").nth(30).waitFor();
    const rows = await page.locator(".ant-table-row").count();
    const sheets = await onPaper(page, "list", LANDSCAPE);
    assert.ok(sheets.length > 1 && sheets.every((width) => width === 842), `${rows} rows on sheets ${sheets}`);
    await page.locator(".ant-table-row").nth(rows - 1).waitFor();
  });
});

test("the ranking and a project's file are printed", async () => {
  await inPage({ name: "print-ranking", account: "city", path: `/ranking?month=${MONTH}` }, async (page) => {
    await page.locator(".ant-table-row").first().waitFor();
    assert.deepEqual(await onPaper(page, "ranking", LANDSCAPE), [842]);
    await page.goto(`${baseURL()}/projects?month=${MONTH}&report=reported`);
    await page.locator(".ant-table-row .ant-btn-link").first().click();
    await openWhole(page);
    await page.getByText("已审核").first().waitFor();
    assert.deepEqual(await onPaper(page, "project", PORTRAIT), [595]);
  });
});
