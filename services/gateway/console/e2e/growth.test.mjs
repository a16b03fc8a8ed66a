// Growth in the roll-up: BASE_URL names the platform, MONTH a month with figures that is not January. It makes a
// project of the year after with reports of the same month and of the one before.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertAccessible, baseURL, firstRow, inAllSizes, PHONE, shoot, withBrowser } from "./browser.mjs";
import { post } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const LATER = Number(MONTH.slice(0, 4)) + 1;
const AFTER = `${LATER}${MONTH.slice(4)}`;
const FORMER = `${LATER}-${String(Number(MONTH.slice(5)) - 1).padStart(2, "0")}`;
const inPage = withBrowser();
const growths = (page) => page.locator('[data-figure="年度完成"] .growth');

// What the service tells of a unit.
const told = (page, unit) =>
  page.evaluate(
    async ([of, month]) => (await (await fetch(`/api/v1/rollups/${of}?month=${month}&growth=true`)).json()).rollup,
    [unit, AFTER],
  );

const unitOf = (page) => page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).grants[0].unit);

async function report(page, id, month, monthYuan, toDate) {
  const saved = await page.evaluate(
    async ([url, figures]) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const answer = await fetch(url, { method: "PUT", headers, body: JSON.stringify({ figures, progress: "主体施工", submit: true }) });
      return { ok: answer.ok, body: await answer.json() };
    },
    [`/api/v1/projects/${id}/reports/${month}`, { monthYuan, yearToDateYuan: toDate, cumulativeYuan: toDate }],
  );
  assert.ok(saved.ok, JSON.stringify(saved.body));
}

// A project of the year after, with what it has invested by then.
async function makeLater(page) {
  const name = `同比样例${Date.now()}项目`;
  const year = { year: LATER, unit: await unitOf(page), listings: [{ key: "county", fromMonth: 1 }], category: "industry", nature: "NATURE_NEW", totalInvestmentYuan: "9000000000", plannedYuan: "6000000000" };
  const made = await post(page, "/api/v1/projects", { project: { name, company: { name: `${name}公司` }, stage: "STAGE_PREPARING", library: "LIBRARY_PROPOSED", years: [year] } });
  await report(page, made.project.id, FORMER, "1250000000", "1250000000");
  await report(page, made.project.id, AFTER, "1000000000", "2250000000");
}

test("growth stands beside the figures of units and groups, follows the year before, and is remembered", async () => {
  await inPage({ name: "growth", account: "city", path: `/rollup?month=${AFTER}` }, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    assert.equal(await page.getByRole("columnheader", { name: "累计同比" }).count(), 0, "not shown unasked");
    await page.getByRole("checkbox", { name: "同比、环比" }).click();
    await page.waitForURL(/growth=1/);
    await page.getByRole("columnheader", { name: "累计同比" }).first().waitFor();
    assert.equal(await page.getByRole("columnheader", { name: "本月环比" }).count(), 2, "in both tables");
    assert.equal(await page.getByRole("columnheader", { name: "当月同比" }).count(), 1, "where there is room");
    const sideways = await page.getByRole("region", { name: "下级单位" }).locator(".ant-table-content, .ant-table-body").first().evaluate((body) => body.scrollWidth - body.clientWidth);
    assert.ok(sideways <= 0, `the units' table is ${sideways} px too wide`);
    await page.locator('[data-live="live"]').waitFor();
    const before = await growths(page).innerText();

    const clerk = await (await page.context().browser().newContext({ locale: "zh-CN" })).newPage();
    await clerk.goto(baseURL());
    await clerk.getByRole("button", { name: "登录" }).click();
    await clerk.locator('[data-account="county"]').click();
    await clerk.getByRole("button", { name: "退出" }).waitFor();
    await makeLater(clerk);
    await clerk.context().close();
    await page.waitForFunction((was) => !/—|^$/.test(document.querySelector('[data-figure="年度完成"] .growth').innerText.replace(was, "")), before);

    const city = await told(page, await unitOf(page));
    const { year_growth: yearGrowth, month_growth: monthGrowth, same_month_growth: sameMonthGrowth } = city.figures.growth;
    assert.match(yearGrowth.shown, /^[+-]\d+\.\d$/);
    assert.match(sameMonthGrowth.shown, /^[+-]\d+\.\d$/);
    assert.ok((await page.locator(".ant-table-summary").first().innerText()).includes(`${sameMonthGrowth.shown}%`), "当月同比 of the whole");
    assert.equal(await growths(page).innerText(), `同比 ${yearGrowth.shown}% · 环比 ${monthGrowth.shown}%`);
    for (const child of city.children) {
      const row = page.locator(".ant-table-row", { has: page.locator(`[data-unit="${child.unit}"]`) });
      const shown = (value) => (value.shown ? `${value.shown}%` : "—");
      const text = await row.innerText();
      assert.ok(text.includes(shown(child.figures.growth.month_growth)), `${child.name}: ${text}`);
      assert.ok(text.includes(shown(child.figures.growth.year_growth)), `${child.name}: ${text}`);
      assert.ok(text.includes(shown(child.figures.growth.same_month_growth)), `${child.name}: ${text}`);
    }
    await inAllSizes(page, "rollup-growth", firstRow(page));
    await page.getByText("行业", { exact: true }).click();
    await page.waitForURL(/by=industry/);
    await page.getByRole("region", { name: "分组" }).locator(".ant-table-row").first().waitFor();
    await shoot(page, "rollup-growth-groups");

    await page.getByRole("button", { name: "各列的口径", exact: true }).click();
    await page.getByText(/累计同比 = /).first().waitFor();
    await shoot(page, "rollup-growth-caliber");
    await page.keyboard.press("Escape");

    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).first().click()]);
    const sheet = readFileSync(await file.path(), "utf8");
    assert.ok(sheet.includes("累计同比（%）") && sheet.includes("环比（%）"), sheet.slice(0, 600));

    await page.goto(`${baseURL()}/rollup?month=${MONTH}`);
    await growths(page).waitFor();
    await page.waitForURL(/growth=1/);
    await page.getByRole("checkbox", { name: "同比、环比" }).click();
    await page.waitForURL((url) => !url.searchParams.has("growth"));
    await growths(page).waitFor({ state: "detached" });
  });
});

test("growth on a phone", async () => {
  await inPage({ name: "growth-phone", account: "city", path: `/rollup?month=${MONTH}&growth=1`, viewport: PHONE }, async (page) => {
    await page.locator(".phone-rows li").first().getByText("本月环比").waitFor();
    await assertAccessible(page, "growth on a phone");
    await shoot(page, "rollup-growth-phone");
  });
});
