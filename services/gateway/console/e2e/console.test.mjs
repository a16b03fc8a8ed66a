// Drives the console of a running platform in a browser: BASE_URL names it, SHEET an annex 3
// workbook of the unit SHEET_UNIT (滨城区) and the month SHEET_MONTH (2020-05).
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, choose, figure, OFFICE, PHONE, pickFile, pickMonth, shoot, WIDE, withBrowser } from "./browser.mjs";
import { correct, openWhole } from "./moves.mjs";

const { SHEET, SHEET_UNIT = "滨城区", SHEET_MONTH = "2020-05", MONTH = "2020-05" } = process.env;

const inPage = withBrowser();

test("nobody sees anything before signing in, and comes back to where they wanted to go", async () => {
  await inPage({ name: "sign-in" }, async (page) => {
    await page.goto(`${baseURL()}/projects?month=${MONTH}&listing=province`);
    await page.getByRole("button", { name: "登录" }).waitFor();
    await shoot(page, "login");
    await assertAccessible(page, "sign-in");
    await page.getByRole("button", { name: "登录" }).click();
    await page.locator('[data-account="city"]').click();
    await page.getByRole("button", { name: "退出" }).waitFor();
    assert.match(page.url(), /\/projects\?.*listing=province/);
    await page.locator(".ant-table-row").first().waitFor();
    await page.getByRole("button", { name: "退出" }).click();
    await page.getByRole("button", { name: "登录" }).waitFor();
  });
});

test("the roll-up opens with figures, goes down a level and comes back", async () => {
  await inPage({ name: "rollup", account: "city", path: `/rollup?month=${MONTH}` }, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    await page.getByRole("img", { name: /条形图/ }).locator("path").first().waitFor({ state: "attached" });
    const city = await figure(page, "项目数");
    assert.ok(city > 0);
    assert.match(await page.locator(".bar").filter({ hasText: "现时" }).innerText(), /截至2020年5月底/);
    await shoot(page, "rollup");
    await assertAccessible(page, "roll-up");

    await page.getByRole("button", { name: "口径", exact: false }).first().click();
    await page.getByText("看明细项目").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "查看数据表" }).first().click();
    await page.getByRole("dialog").getByRole("table").waitFor();
    await page.keyboard.press("Escape");

    const unit = page.locator("[data-unit]").first();
    const name = await unit.innerText();
    await unit.click();
    await page.waitForURL(/unit=/);
    await page.waitForFunction((shown) => !document.querySelector('[data-figure="项目数"]').innerText.includes(shown), String(city));
    await page.getByRole("navigation", { name: "单位" }).getByText(name).waitFor();
    await page.goBack();
    await page.waitForFunction((shown) => document.querySelector('[data-figure="项目数"]').innerText.includes(shown), String(city));
  });
});

test("a figure opens the rows behind it, and they add up to it", async () => {
  await inPage({ name: "figure", account: "city", path: `/rollup?month=${MONTH}` }, async (page) => {
    await page.locator('[data-figure="项目数"] a').waitFor();
    const projects = await figure(page, "项目数");
    const invested = await page.locator('[data-figure="年度完成"] .value a').innerText();
    await page.locator('[data-figure="年度完成"] .value a').click();
    await page.getByText(`共 ${projects} 个项目`).waitFor();
    const totals = (await page.locator(".ant-table-summary td").allInnerTexts()).map((text) => Number(text.replace(/,/g, "")));
    const wanted = Number(invested.replace(/,/g, ""));
    assert.ok(totals.some((wan) => Math.abs(wan / 10_000 - wanted) < 0.006), `${wanted} 亿元 among ${totals}`);
    await shoot(page, "figure-projects");
    await assertAccessible(page, "rows behind a figure");
  });
});

test("a correction in one window reaches the roll-up in another by itself", async () => {
  await inPage({ name: "live", account: "city", path: `/rollup?month=${MONTH}` }, async (watcher) => {
    await watcher.locator('[data-live="live"]').waitFor();
    const first = await figure(watcher, "年度完成");
    const clerk = await watcher.context().newPage();
    await clerk.goto(`${baseURL()}/projects?month=${MONTH}&report=reported`);
    await clerk.locator(".ant-table-row .ant-btn-link").first().click();
    await openWhole(clerk);
    const shows = (value) =>
      watcher.waitForFunction((sum) => document.querySelector('[data-figure="年度完成"] .value').innerText.replace(/,/g, "").startsWith(sum), value.toFixed(2));

    try {
      await correct(clerk, MONTH, 100);
      await shows(first + 0.01);
      await correct(clerk, MONTH, -100);
      await shows(first);
    } catch (error) {
      await shoot(clerk, "failed-live-clerk");
      throw error;
    }
  });
});

test("the list keeps its filters in the address and shows the totals of the whole filter", async () => {
  await inPage({ name: "projects", account: "city", path: `/projects?month=${MONTH}` }, async (page) => {
    await page.locator(".ant-table-row").first().waitFor();
    const all = await figure(page, "项目数");
    await shoot(page, "projects");
    await assertAccessible(page, "project list");
    const visible = await page.evaluate(() => {
      const body = document.querySelector(".ant-table-body").getBoundingClientRect();
      return [...document.querySelectorAll(".ant-table-row")].filter((row) => row.getBoundingClientRect().bottom <= body.bottom + 1).length;
    });
    assert.ok(visible >= Math.min(16, all), `${visible} rows at 1440×900`);

    await choose(page, "级别", "省重点");
    await page.waitForURL(/listing=province/);
    await page.waitForFunction((n) => !document.querySelector('[data-figure="项目数"] .value').innerText.replace(/,/g, "").startsWith(String(n)), all);
    const province = await figure(page, "项目数");
    assert.ok(province > 0 && province < all);
    await page.getByText(`共 ${province.toLocaleString("en-US")} 个项目`).waitFor();
    assert.match(await page.locator(".ant-table-summary").first().innerText(), /合计（当前条件）/);
    await page.reload();
    await page.getByText(`共 ${province.toLocaleString("en-US")} 个项目`).waitFor();

    await page.getByRole("columnheader", { name: "年度计划" }).click();
    await page.waitForURL(/order=planned\+desc/);
    await page.keyboard.press("/");
    await page.keyboard.type("不存在的项目名称");
    await page.keyboard.press("Enter");
    await page.getByText("没有符合条件的项目").waitFor();
    await page.getByRole("button", { name: "重置" }).click();
    await page.getByText(`共 ${all.toLocaleString("en-US")} 个项目`).waitFor();
    await keepsTotals(page, all);
  });
});

// The API tells totals with the first page only; the other pages show them all the same.
async function keepsTotals(page, all) {
  const sums = () => page.locator(".ant-table-summary").first().innerText();
  const first = { row: await page.locator(".ant-table-row").first().innerText(), sums: await sums() };
  await page.getByRole("button", { name: "下一页" }).click();
  await page.waitForFunction((row) => document.querySelector(".ant-table-row").innerText !== row, first.row);
  assert.equal(await sums(), first.sums);
  assert.equal(await figure(page, "项目数"), all);
  await page.getByText(`共 ${all.toLocaleString("en-US")} 个项目`).waitFor();
}

test("keys move through the list, open a project beside it and close it again", async () => {
  await inPage({ name: "keys", account: "city", path: `/projects?month=${MONTH}` }, async (page) => {
    await page.locator(".ant-table-row").nth(2).waitFor();
    const name = await page.locator(".ant-table-row .ant-btn-link").nth(1).innerText();
    await page.locator("h1").click();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".project-head h1", { hasText: name }).waitFor();
    await page.getByText("2020年各月进度").waitFor();
    await shoot(page, "project-drawer");
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("open"));
  });
});

test("a project shows its months, its facts and its history", async () => {
  await inPage({ name: "project", account: "city", path: `/projects?month=${MONTH}&report=reported` }, async (page) => {
    await page.locator(".ant-table-row .ant-btn-link").first().click();
    await openWhole(page);
    await page.getByText("已审核").first().waitFor();
    await page.getByText("12月").first().waitFor();
    await shoot(page, "project-progress");
    await assertAccessible(page, "project");
    await page.getByRole("tab", { name: "基本情况" }).click();
    await page.getByText("统一社会信用代码").waitFor();
    await shoot(page, "project-facts");
    await page.getByRole("tab", { name: "变更记录" }).click();
    await page.getByRole("tabpanel").getByText("月报").first().waitFor();
    await shoot(page, "project-history");
    await assertAccessible(page, "history");
  });
});

test("a workbook goes in by upload, preview and commit", { skip: SHEET ? false : "SHEET names no workbook" }, async () => {
  await inPage({ name: "import", account: "city", path: "/imports" }, async (page) => {
    await page.getByRole("button", { name: "导入表格" }).click();
    await page.locator("#import-unit").click();
    await page.locator(".ant-select-tree-title", { hasText: SHEET_UNIT }).first().click();
    await pickMonth(page, "数据月份", SHEET_MONTH);
    await pickFile(page, SHEET);
    await shoot(page, "import-upload");
    await assertAccessible(page, "upload");
    await page.getByRole("button", { name: "上传并预览" }).click();

    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    const written = page.getByText(/已写入 \d+ 份月报/);
    await page.locator(".ant-table-row").first().or(written).waitFor();
    if (await written.isVisible()) return; // the same file was written by an earlier run: nothing changes
    await shoot(page, "import-preview");
    await assertAccessible(page, "preview");
    await page.getByRole("tab", { name: /单元格问题/ }).click();
    await shoot(page, "import-issues");
    await page.getByRole("tab", { name: /未读入的行/ }).click();
    await page.getByRole("tab", { name: /项目行/ }).click();

    await describeNewRows(page);
    await solveRiddle(page);
    const reason = page.getByRole("textbox", { name: "更正理由" });
    if (await reason.isVisible()) await reason.fill("按表格更正");
    await page.getByRole("button", { name: /^写入 \d+ 行$/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "写入", exact: true }).click();
    await written.waitFor();
    await shoot(page, "import-result");
    await assertAccessible(page, "import result");
    await page.locator(".ant-table-row", { hasText: "新建并填报" }).first().getByRole("link").click();
    await page.getByText("共 1 个项目").waitFor();
    await page.locator(".ant-table-row .ant-btn-link").click();
    await page.getByRole("tab", { name: "基本情况" }).click();
    const year = page.locator(".ant-table-row", { hasText: SHEET_MONTH.slice(0, 4) }).first();
    await year.waitFor();
    assert.match(await year.innerText(), /市\s+民生/, "listing and category of the new project");
    await page.goto(`${baseURL()}/imports`);
    await page.getByText("已写入").first().waitFor();
    await shoot(page, "imports");
    await assertAccessible(page, "imports");
  });
});

const ofRows = (page, what) => page.locator(`select.cell-select[aria-label$="${what}"]`);

// Chooses the listing of one new row, and the category of all that are selected.
async function describeNewRows(page) {
  await ofRows(page, "的级别").first().selectOption({ label: "市重点" });
  await page.getByRole("button", { name: "选择全部新项目" }).click();
  await choose(page, "所选的类别", "民生");
  await page.locator(".grid[aria-busy=true]").waitFor({ state: "detached" });
  const shown = async (what) => ofRows(page, what).evaluateAll((all) => all.map((s) => s.selectedOptions[0].text));
  const categories = await shown("的类别");
  assert.ok(categories.length > 1 && categories.every((text) => text === "民生"), `categories ${categories}`);
  const [first, ...others] = await shown("的级别");
  assert.equal(first, "市重点");
  assert.ok(others.every((text) => text === "县重点"), `listings ${others}`);
  await shoot(page, "import-selected");
  await assertAccessible(page, "preview with selected rows");
  await page.getByRole("button", { name: "取消选择" }).click();
}

// Decides twice about the row that shares only its name with a known project: which
// project it is, and then who wins, for that one's month was reported otherwise.
async function solveRiddle(page) {
  const [, row] = /第(\d+)行/.exec(await page.locator(".ant-table-row", { hasText: "待定" }).getByRole("combobox").getAttribute("aria-label"));
  await choose(page, `第${row}行是哪个项目`, "就是");
  await choose(page, `第${row}行以谁为准`, "以表格为准");
  await page.locator(".ant-table-row", { has: page.locator(`[aria-label="第${row}行以谁为准"]`) }).getByText("更正", { exact: true }).waitFor();
  await shoot(page, "import-decided");
  for (const viewport of [OFFICE, PHONE]) {
    await page.setViewportSize(viewport);
    await page.locator(viewport === PHONE ? ".phone-rows li" : ".ant-table-row").first().waitFor();
    await shoot(page, "import-decided");
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(sideways <= 0, `the preview is ${sideways} px too wide at ${viewport.width}`);
    await assertAccessible(page, `preview at ${viewport.width}`);
  }
  await page.setViewportSize(WIDE);
  await page.locator(".ant-table-row").first().waitFor();
}

test("a reader has no entry for what only writers may do", async () => {
  await inPage({ name: "reader", account: "province", path: "/" }, async (page) => {
    const menu = page.getByRole("navigation", { name: "主菜单" });
    await menu.getByText("汇总").waitFor();
    assert.equal(await menu.getByText("导入").count(), 0);
    await page.goto(`${baseURL()}/imports`);
    await page.getByRole("alert").getByText("县项目办、市指挥部办公室").waitFor();
    await shoot(page, "forbidden");
    await assertAccessible(page, "forbidden");
    await page.goto(`${baseURL()}/rollup?unit=nowhere&month=${MONTH}`);
    await page.getByRole("alert").getByText("UNIT_NOT_FOUND").waitFor();
    await shoot(page, "error");
    page.faults = page.faults.filter((text) => !text.includes("404"));
  });
});

test("the filter bar fits one line on an office screen", async () => {
  await inPage({ name: "office", account: "city", path: `/projects?month=${MONTH}`, viewport: OFFICE }, async (page) => {
    await page.locator(".ant-table-row").first().waitFor();
    const bar = await page.getByRole("search").boundingBox();
    assert.ok(bar.height < 52, `the filter bar is ${bar.height} high`);
    const clipped = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(clipped, false, "the page scrolls sideways");
    await shoot(page, "projects");
    await page.goto(`${baseURL()}/rollup?month=${MONTH}`);
    await page.locator('[data-live="live"]').waitFor();
    await shoot(page, "rollup");
  });
});

test("on a phone tables become lists", async () => {
  await inPage({ name: "phone", account: "city", path: `/rollup?month=${MONTH}`, viewport: PHONE }, async (page) => {
    await page.locator(".phone-rows li").first().waitFor();
    await shoot(page, "rollup");
    await assertAccessible(page, "roll-up on a phone");
    await page.goto(`${baseURL()}/projects?month=${MONTH}&report=reported`);
    await page.locator(".phone-rows li").first().waitFor();
    await shoot(page, "projects");
    await page.locator(".phone-rows .ant-btn-link").first().click();
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
    await page.getByText("已审核").first().waitFor();
    await shoot(page, "project-progress");
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);
  });
});
