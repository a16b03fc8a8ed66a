// The month's sheet: BASE_URL names the platform, YEAR a year whose last months the county has not reported. It
// reports on a few projects of one of them, one over another's draft.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, firstRow, inAllSizes, PHONE, shoot, withBrowser } from "./browser.mjs";

const { YEAR = "2020" } = process.env;
const inPage = withBrowser();
const cell = (page, row, field) => page.locator(`[data-cell="${row}:${field}"]`);

// The last month of which the county has four projects to report on: earlier runs have reported what they found.
async function openMonth(page) {
  for (let number = 12; number >= 6; number--) {
    const month = `${YEAR}-${String(number).padStart(2, "0")}`;
    await page.goto(`${baseURL()}/progress?month=${month}&missing=1`);
    await page.getByText(`${YEAR}年${number}月进度清单`).waitFor();
    await page.locator('section[aria-label="月报填报"][aria-busy="false"]').waitFor();
    if ((await page.locator('[data-cell$=":month"]:not(.closed)').count()) >= 4) return month;
  }
  throw new Error(`nothing to report on in ${YEAR}`);
}

// What the register has of the rows' month, by project.
const registered = (page, month) =>
  page.evaluate(async (at) => {
    const { rows } = await (await fetch(`/api/v1/reports?month=${at}&page_size=500`)).json();
    return Object.fromEntries(rows.map((row) => [row.project_name, row]));
  }, month);

const nameAt = (page, row) => page.locator(".ant-table-row").nth(row).getByRole("link").innerText();

async function paste(page, text) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((block) => navigator.clipboard.writeText(block), text);
  await page.keyboard.press("Control+V");
}

test("a county writes its month by keys and by a block from a spreadsheet, checks it and saves it in one go", async () => {
  await inPage({ name: "progress", account: "county", path: "/progress" }, async (page) => {
    const month = await openMonth(page);
    const names = [await nameAt(page, 0), await nameAt(page, 1), await nameAt(page, 2)];
    await cell(page, 0, "month").click();
    await page.keyboard.type("12.5");
    await page.keyboard.press("Enter");
    await page.getByText("1 个项目有改动，还没有保存").waitFor();
    assert.equal(await cell(page, 0, "month").innerText(), "12.5");
    assert.notEqual(await cell(page, 0, "cumulative").innerText(), "", "the sums go on from what was before");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.cell), "1:month", "Enter goes on below");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("7");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".cell-input").count(), 0);
    await page.getByText("1 个项目有改动").waitFor();

    await paste(page, "0.0012亿\t\t\t\"主体\n封顶\"\t无\r\n１，２００\r\n");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("将改动 4 格").waitFor();
    await dialog.getByText("0.0012亿").waitFor();
    await shoot(page, "progress-paste");
    await assertAccessible(page, "what a paste would change");
    await dialog.getByRole("button", { name: "填入 4 格" }).click();
    await page.getByText("3 个项目有改动").waitFor();
    assert.deepEqual([await cell(page, 1, "month").innerText(), await cell(page, 2, "month").innerText()], ["12", "1,200"]);

    await page.reload();
    await page.getByText("3 个项目有改动").waitFor();
    assert.equal(await cell(page, 2, "month").innerText(), "1,200", "what was typed outlives the page");
    await inAllSizes(page, "progress", firstRow(page));

    await page.keyboard.press("Control+S");
    await dialog.getByRole("button", { name: "提交（3）" }).waitFor();
    await shoot(page, "progress-save");
    await assertAccessible(page, "the checks before saving");
    await dialog.getByRole("button", { name: "提交（3）" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("没有未保存的改动").waitFor();
    const rows = await registered(page, month);
    assert.deepEqual(
      names.map((name) => (rows[name].report.accepted ?? rows[name].report.pending).figures.month_yuan),
      ["125000", "120000", "12000000"],
    );
    assert.equal((rows[names[1]].report.accepted ?? rows[names[1]].report.pending).progress, "主体\n封顶");
  });
});

test("what the registry refuses stays with its reason, and where somebody was faster both versions are shown", async () => {
  await inPage({ name: "progress-conflict", account: "county", path: "/progress" }, async (page) => {
    const month = await openMonth(page);
    const name = await nameAt(page, 0);
    const id = (await registered(page, month))[name].project_id;
    await cell(page, 0, "month").click();
    await page.keyboard.type("3");
    await page.keyboard.press("Enter");
    await page.keyboard.type("5");
    await page.keyboard.press("Tab");
    await page.keyboard.type("1");
    await page.keyboard.press("Enter");
    const status = await page.evaluate(
      async ([project, at]) => {
        const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
        const { rows } = await (await fetch(`/api/v1/reports?month=${at}&page_size=500`)).json();
        const { earlier: before, report } = rows.find((row) => row.project_id === project);
        const add = (sum) => String(BigInt(sum ?? 0) + 40000n);
        const figures = { month_yuan: "40000", year_to_date_yuan: add(before?.year_to_date_yuan), cumulative_yuan: add(before?.cumulative_yuan) };
        const body = JSON.stringify({ figures, progress: "别人先存的草稿", version: report?.version ?? "0" });
        return (await fetch(`/api/v1/projects/${project}/reports/${at}`, { method: "PUT", headers, body })).status;
      },
      [id, month],
    );
    assert.equal(status, 200);

    await page.keyboard.press("Control+S");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("本月完成不能大于年度完成").waitFor();
    const conflict = dialog.locator(`[data-conflict="${name}"]`);
    await conflict.getByText("别人先存的草稿").first().waitFor();
    await shoot(page, "progress-conflict");
    await assertAccessible(page, "both versions of a month");
    await conflict.getByRole("button", { name: "用我填的" }).click();
    await dialog.getByRole("button", { name: "存草稿（1）" }).click();
    await dialog.getByRole("button", { name: "存草稿（0）" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("1 个项目有改动").waitFor(); // the one that contradicts itself is kept
    const report = (await registered(page, month))[name].report;
    assert.equal(report.pending.figures.month_yuan, "30000");
    assert.equal(report.pending.progress, "别人先存的草稿", "cells that were not typed in stay the other's");
    await page.getByRole("button", { name: "放弃改动" }).click();
    await page.getByText("没有未保存的改动").waitFor();
  });
});

test("a reader sees the months of the year, and can write nothing", async () => {
  await inPage({ name: "progress-reader", account: "leader", path: `/progress?month=${YEAR}-05` }, async (page) => {
    await page.locator(".ant-table-row").first().waitFor();
    await cell(page, 0, "month").click();
    await page.keyboard.type("5");
    assert.equal(await page.locator(".cell-input").count(), 0);
    assert.equal(await page.getByRole("button", { name: "检查并保存" }).count(), 0);
    await page.getByText("各月完成", { exact: true }).click();
    await page.locator(".month-cell.lacking").first().waitFor();
    await inAllSizes(page, "progress-year", firstRow(page));
    await page.setViewportSize(PHONE);
    const rows = page.locator(".phone-rows > li:not(.more)");
    await rows.first().waitFor();
    const drawn = await rows.count();
    await page.getByRole("button", { name: /^再显示 50 行/ }).click();
    await rows.nth(drawn + 49).waitFor();
  });
});

// The city's rows once more under other names, so that there are more than a thousand of them.
async function multiplied(page, times) {
  await page.route(/\/api\/v1\/reports\?/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    const copies = Array.from({ length: times }, (_, at) => body.rows.map((row) => ({ ...row, project_id: `${row.project_id.slice(0, -2)}${10 + at}`, project_name: `${row.project_name}${at}` })));
    await route.fulfill({ response: answer, json: { ...body, rows: copies.flat(), next_page_token: "" } });
  });
}

test("of a thousand rows only those in sight are drawn, and the keys reach all", async () => {
  await inPage({ name: "progress-many", account: "city", viewport: { width: 1366, height: 768 }, path: "/rollup" }, async (page) => {
    await multiplied(page, 3);
    await page.goto(`${baseURL()}/progress?month=${YEAR}-12`);
    await cell(page, 0, "month").waitFor();
    const drawn = await page.locator(".ant-table-row").count();
    assert.ok(drawn < 60, `${drawn} rows are drawn`);
    await cell(page, 0, "month").click();
    for (let step = 0; step < 60; step++) await page.keyboard.press("PageDown");
    await page.waitForFunction(() => Number(document.activeElement.dataset.cell?.split(":")[0]) >= 800);
    assert.ok((await page.locator(".ant-table-row").count()) < 60);
  });
});
