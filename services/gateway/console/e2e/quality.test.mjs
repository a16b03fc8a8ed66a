// The quality of data: BASE_URL names the platform, MONTH a month of a year with reports. It makes two
// projects in the year after, tells them apart and takes that back, and explains a finding where there is one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, firstRow, inAllSizes, shoot, withBrowser } from "./browser.mjs";

const { MONTH = "2020-05" } = process.env;
const YEAR = MONTH.slice(0, 4);
const LATER = Number(YEAR) + 1;
const inPage = withBrowser();

const numberOf = async (cell) => Number((await cell.innerText()).replace(/,/g, ""));

test("the record counts reports, goes down a level, and each count opens its reports", async () => {
  await inPage({ name: "record", account: "city", path: `/quality?year=${YEAR}` }, async (page) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByText("数据质量").waitFor();
    await page.locator(".ant-table-row").first().waitFor();
    await inAllSizes(page, "quality-record", firstRow(page));
    await page.getByRole("button", { name: "报送记录的口径" }).click();
    await page.getByText("应报：报送期限").waitFor();
    await page.keyboard.press("Escape");

    await followCount(page);
    await page.getByRole("button", { name: "返回报送记录" }).click();
    const unit = page.locator("[data-unit]").first();
    const code = await unit.getAttribute("data-unit");
    await unit.click();
    await page.waitForURL((url) => url.searchParams.get("unit") === code);
  });
});

// From a count that isn't nought to its reports, and there are as many.
async function followCount(page) {
  const count = page.locator('.ant-table-summary a[href*="/quality/reports"]').first();
  const wanted = await numberOf(count);
  await count.click();
  await page.waitForURL(/\/quality\/reports/);
  const row = page.getByRole("region", { name: "月报", exact: true }).locator(".ant-table-row");
  await row.first().waitFor();
  const rows = await row.count();
  assert.equal(rows, Math.min(wanted, 50));
  await inAllSizes(page, "quality-reports", firstRow(page));
}

test("the score shows its parts, how it comes out of them, and the rows behind", async () => {
  await inPage({ name: "score", account: "city", path: `/quality?year=${YEAR}&month=${Number(MONTH.slice(5))}&view=score` }, async (page) => {
    await page.locator(".ant-table-row").first().waitFor();
    await inAllSizes(page, "quality-score", firstRow(page));
    await page.getByRole("button", { name: "数据质量评分的口径" }).click();
    await page.getByText("数据质量评分 = 月报及时率").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /的评分 [\d.]+，看算式$/ }).first().click();
    await page.getByText(/= [\d.]+$/).waitFor();
    await page.keyboard.press("Escape");
    await page.locator('.ant-table-summary a[href*="figure=lacking"]').click();
    await page.getByRole("heading", { name: /要素不全项目$/ }).waitFor();
  });
});

test("findings to explain can be explained by those who report", async () => {
  await inPage({ name: "findings", account: "city", path: `/quality?year=${YEAR}&view=findings` }, async (page) => {
    const open = page.getByRole("button", { name: /^说明 \d+ 项：/ });
    const none = page.getByText("没有待说明的校核提示");
    await open.first().or(none).waitFor();
    await inAllSizes(page, "quality-findings", () => open.first().or(none).waitFor());
    if (await none.isVisible()) return; // all that this platform found is explained
    const name = await open.first().getAttribute("aria-label");
    await open.first().click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("[data-finding]").first().waitFor();
    await shoot(page, "quality-explain");
    await assertAccessible(page, "explaining a finding");
    const fields = dialog.getByRole("textbox");
    for (let left = await fields.count(); left > 0; left--) {
      await fields.first().fill("设备款集中支付，有发票");
      await dialog.getByRole("button", { name: "保存说明" }).first().click();
      await page.waitForFunction((n) => document.querySelectorAll('[role="dialog"] textarea:not([aria-hidden])').length < n, left);
    }
    await dialog.getByText("设备款集中支付，有发票").first().waitFor();
    await dialog.getByRole("button", { name: "关闭" }).last().click();
    await page.getByRole("button", { name, exact: true }).waitFor({ state: "detached" });
  });
});

// Two projects of a later year that look alike, in the first county: nothing of YEAR changes.
async function makeAlike(page) {
  const answers = await page.evaluate(async (year) => {
    const { units } = await (await fetch(`/api/v1/units?year=${year}`)).json();
    const unit = units.find((u) => u.kind === "UNIT_KIND_COUNTY").code;
    const number = Math.floor(Math.random() * 1e6);
    const make = (name) => {
      const plan = { year, unit, listings: [{ key: "county", fromMonth: 1 }], category: "industry", nature: "NATURE_NEW", totalInvestmentYuan: "500000000", plannedYuan: "100000000" };
      const project = { name, company: { name: `示例实业${number}有限公司` }, stage: "STAGE_PLANNED", place: "示范路北侧", scale: "厂房 2 万平方米", years: [plan] };
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      return fetch("/api/v1/projects", { method: "POST", headers, body: JSON.stringify({ project }) }).then(async (r) => `${r.status} ${r.ok || (await r.text())}`);
    };
    return [await make(`智能装备${number}产业园项目`), await make(`智能装备${number}产业园建设项目`)];
  }, LATER);
  assert.deepEqual(answers, ["200 true", "200 true"]);
}

test("projects that look alike can be told apart, and that can be taken back", async () => {
  await inPage({ name: "duplicates", account: "city", path: `/quality?year=${LATER}&view=duplicates` }, async (page) => {
    await page.locator(".grid[aria-busy=false]").waitFor();
    await makeAlike(page);
    await page.reload();
    const apart = page.getByRole("button", { name: /^不是同一项目：/ });
    await inAllSizes(page, "quality-duplicates", () => apart.first().waitFor());
    const name = await apart.first().getAttribute("aria-label");
    await decide(page, apart.first(), "不是同一项目");
    await page.getByRole("button", { name, exact: true }).waitFor({ state: "detached" });
    await page.getByRole("checkbox", { name: "含已排除的" }).click();
    await page.waitForURL(/decided=1/);
    const back = page.getByRole("button", { name: name.replace("不是同一项目", "恢复"), exact: true });
    await decide(page, back, "恢复");
    await page.getByRole("button", { name, exact: true }).waitFor();
  });
});

async function decide(page, button, word) {
  await button.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "理由" }).fill("地块不同，核对过备案");
  if (word !== "恢复") {
    await shoot(page, "quality-decide");
    await assertAccessible(page, "telling projects apart");
  }
  await dialog.getByRole("button", { name: word, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

test("a reader sees the record and can change nothing", async () => {
  await inPage({ name: "quality-reader", account: "province", path: `/quality?year=${YEAR}&view=duplicates` }, async (page) => {
    await page.locator(".grid[aria-busy=false]").waitFor();
    assert.equal(await page.getByRole("button", { name: /^不是同一项目：/ }).count(), 0);
    await page.goto(`${baseURL()}/quality?year=1900&view=nonsense`);
    await page.getByRole("radiogroup", { name: "看什么" }).waitFor();
  });
});
