// The roll-up as it was frozen and as it was known: BASE_URL names the platform, MONTH a
// month of 2020 with figures. It publishes a cut-off and makes a correction that it takes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, figure, firstRow, inAllSizes, shoot, withBrowser } from "./browser.mjs";
import { correct, openWhole } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

async function publish(page) {
  await page.locator('[data-live="live"]').waitFor();
  await page.getByRole("button", { name: "公布定稿" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("公布后不能更改，也不能撤回").waitFor();
  await shoot(page, "cutoff-publish");
  await assertAccessible(page, "publishing a cut-off");
  await dialog.locator("#note").fill("五月调度会用数");
  await dialog.getByRole("button", { name: "公布", exact: true }).click();
  await page.waitForURL(/cutoff=/);
  await page.getByText(/截至2020年5月底，定稿/).first().waitFor();
}

// What was written is counted a moment later.
async function reloadUntil(page, text) {
  const told = page.getByText(text).first();
  const answer = page.locator(".ant-table-row").or(page.getByText("公布以来没有修订")).first();
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    await page.reload();
    await answer.waitFor();
    if (await told.isVisible()) return;
  }
  assert.fail(`${text} never came`);
}

test("a cut-off keeps its figures, and what is known otherwise since stands in the list", async () => {
  await inPage({ name: "cutoff", account: "city", path: `/rollup?month=${MONTH}` }, async (page) => {
    await publish(page);
    const frozen = await figure(page, "年度完成");
    assert.equal(await page.locator("[data-live]").count(), 0, "nothing follows changes here");
    await page.getByText("年度曲线只按现时的数画").waitFor();
    await inAllSizes(page, "rollup-frozen", firstRow(page));
    const address = page.url();

    await page.locator('[data-figure="年度完成"] .value a').click();
    await page.getByText("按公布定稿时").waitFor();
    await page.getByRole("button", { name: "返回汇总" }).click();
    await page.waitForURL(/cutoff=/);
    await page.getByRole("link", { name: "数据修订" }).click();
    await page.getByText("公布以来没有修订").waitFor();
    await shoot(page, "restatements-none");
    await restated(page, address, frozen);
  });
});

async function restated(page, address, frozen) {
  const clerk = await page.context().newPage();
  await clerk.goto(`${baseURL()}/projects?month=${MONTH}&report=reported`);
  await clerk.locator(".ant-table-row .ant-btn-link").first().click();
  await openWhole(clerk);
  await correct(clerk, MONTH, 100);
  try {
    await reloadUntil(page, "+100");
    assert.match(await page.locator(".ant-table").first().innerText(), /\+0\.01/);
    await inAllSizes(page, "restatements", firstRow(page));
    await page.goto(address);
    await page.locator('[data-figure="年度完成"]').waitFor();
    assert.equal(await figure(page, "年度完成"), frozen);
    await addUpTo(page, frozen);
  } finally {
    await correct(clerk, MONTH, -100);
  }
}

// The rows behind the frozen figure are those of then, and add up to it.
async function addUpTo(page, frozen) {
  await page.locator('[data-figure="年度完成"] .value a').click();
  await page.getByText("按公布定稿时").waitFor();
  await page.getByText(/^共 \d+ 个项目$/).waitFor();
  const sums = (await page.locator(".ant-table-summary td").allInnerTexts()).map((text) => Number(text.replace(/,/g, "")) / 10_000);
  assert.ok(sums.some((yi) => Math.abs(yi - frozen) < 0.0051), `${frozen} 亿元 among ${sums}`);
  await shoot(page, "figure-projects-frozen");
}

test("the roll-up goes back to what was known on a day", async () => {
  await inPage({ name: "as-of", account: "city", path: `/rollup?month=${MONTH}` }, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    await page.getByRole("radiogroup", { name: "按什么时点的数" }).getByText("截至某日").click();
    await page.waitForURL(/as_of=\d{4}-\d{2}-\d{2}/);
    await page.getByLabel("截至日期").fill("2099-01-01");
    await page.getByText("请选一个已经过完的日子").waitFor();
    await shoot(page, "rollup-as-of");
    page.faults = page.faults.filter((text) => !text.includes("404")); // this platform may be younger than a day
  });
});

test("who may not publish is not offered it", async () => {
  await inPage({ name: "no-publish", account: "county", path: `/rollup?month=${MONTH}` }, async (page) => {
    await page.locator('[data-live="live"]').waitFor();
    assert.equal(await page.getByRole("button", { name: "公布定稿" }).count(), 0);
    await page.goto(`${baseURL()}/rollup/restatements`);
    await page.getByText("没有指明是哪一版定稿").waitFor();
  });
});
