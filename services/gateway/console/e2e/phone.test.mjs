// Reporting on a phone: BASE_URL names the platform, YEAR a year whose later months have projects to report on
// for the officer. It reports on two of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, PHONE, shoot, withBrowser } from "./browser.mjs";

const { YEAR = "2020" } = process.env;
const inPage = withBrowser();

// The first month with something to report, from June on: earlier runs have reported what they found.
async function openMonth(page) {
  for (let number = 6; number <= 12; number++) {
    const month = `${YEAR}-${String(number).padStart(2, "0")}`;
    await page.goto(`${baseURL()}/m?month=${month}`);
    await page.locator("[data-site]").first().waitFor();
    if (await page.getByRole("button", { name: "报进度" }).count()) return month;
  }
  throw new Error(`nothing to report on in ${YEAR}`);
}

async function openFirst(page) {
  const card = page.locator("[data-site]", { has: page.getByRole("button", { name: "报进度" }) }).first();
  const id = await card.getAttribute("data-site");
  await card.getByRole("button", { name: "报进度" }).click();
  await page.getByLabel("本月完成（万元）").waitFor();
  return id;
}

async function look(page, name) {
  await shoot(page, name);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(sideways <= 0, `${name} is ${sideways} px too wide`);
  await assertAccessible(page, name);
}

// What the register has of a month, and another's draft put there, as who is signed in.
const reportOf = (page, id, month) =>
  page.evaluate(async ([project, at]) => {
    const { reports } = await (await fetch(`/api/v1/projects/${project}/reports`)).json();
    return reports.find((report) => report.month === at);
  }, [id, month]);

async function putDraft(page, id, month) {
  const status = await page.evaluate(
    async ([project, at]) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const { reports } = await (await fetch(`/api/v1/projects/${project}/reports`)).json();
      const last = reports.filter((report) => report.accepted && report.month < at).at(-1).accepted.figures;
      const add = (sum) => String(BigInt(sum) + 30000n);
      const figures = { month_yuan: "30000", year_to_date_yuan: add(last.year_to_date_yuan), cumulative_yuan: add(last.cumulative_yuan) };
      const body = JSON.stringify({ figures, progress: "县里先存的草稿", version: "0" });
      return (await fetch(`/api/v1/projects/${project}/reports/${at}`, { method: "PUT", headers, body })).status;
    },
    [id, month],
  );
  assert.equal(status, 200);
}

test("an officer's phone opens where they report; without a network a report waits, and goes out by itself", async () => {
  await inPage({ name: "phone-officer", account: "officer", path: "/m", viewport: PHONE, plain: true }, async (page) => {
    const month = await openMonth(page);
    await look(page, "phone-list");
    const small = await page.locator(".phone button, .phone-button").evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).length);
    assert.equal(small, 0, "everything to touch is 44 px or more");

    const id = await openFirst(page);
    await page.context().setOffline(true);
    await page.getByText("没有网络。").waitFor();
    await page.getByLabel("本月完成（万元）").fill("一百");
    await page.getByText("请填不小于 0 的数").waitFor();
    assert.ok(await page.getByRole("button", { name: "存下，有网时提交" }).isDisabled());
    await page.getByLabel("本月完成（万元）").fill("12.5");
    await page.getByText("加上本月").waitFor();
    await page.getByLabel("形象进度").fill("主体结构封顶");
    await page.getByLabel("有", { exact: true }).check();
    await page.getByLabel("存在问题").fill("电力接入待批");
    await look(page, "phone-report");
    await page.getByRole("button", { name: "返回" }).click();
    await page.locator('[data-letter="draft"]').getByText("主体结构封顶").waitFor();
    await page.getByRole("button", { name: "接着填" }).click();
    assert.equal(await page.getByLabel("本月完成（万元）").inputValue(), "12.5");
    await page.getByRole("button", { name: "存下，有网时提交" }).click();
    await page.locator('[data-letter="queued"]').waitFor();
    await look(page, "phone-queued");

    await page.context().setOffline(false);
    await page.locator("[data-letter]").waitFor({ state: "detached" });
    const report = await reportOf(page, id, month);
    const revision = report.accepted ?? report.pending;
    assert.deepEqual([revision.figures.month_yuan, revision.progress, revision.problems], ["125000", "主体结构封顶", "电力接入待批"]);
    await page.locator(`[data-site="${id}"]`).getByText(/待审核|已审核/).waitFor();
    page.faults = page.faults.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED"));
  });
});

test("a draft outlives the page, and where somebody was faster both versions are shown", async () => {
  await inPage({ name: "phone-conflict", account: "officer", path: "/m", viewport: PHONE, plain: true }, async (page) => {
    const month = await openMonth(page);
    const id = await openFirst(page);
    await page.getByLabel("本月完成（万元）").fill("8");
    await page.reload();
    await page.getByLabel("本月完成（万元）").waitFor();
    assert.equal(await page.getByLabel("本月完成（万元）").inputValue(), "8");
    await inPage({ name: "phone-faster", account: "county", path: "/projects" }, (other) => putDraft(other, id, month));
    await page.getByRole("button", { name: "提交", exact: true }).click();
    const letter = page.locator('[data-letter="conflict"]');
    await letter.getByText("县里先存的草稿").waitFor();
    await letter.getByText("您填的").waitFor();
    await look(page, "phone-conflict");
    await letter.getByRole("button", { name: "用我填的提交" }).click();
    await page.locator("[data-letter]").waitFor({ state: "detached" });
    const report = await reportOf(page, id, month);
    assert.equal((report.accepted ?? report.pending).figures.month_yuan, "80000");
    page.faults = page.faults.filter((text) => !text.includes("409"));
  });
});

test("who may not report is told who may", async () => {
  await inPage({ name: "phone-reader", account: "province", path: "/" }, async (page) => {
    assert.equal(await page.getByRole("navigation", { name: "主菜单" }).getByText("手机填报").count(), 0);
    await page.goto(`${baseURL()}/m`);
    await page.getByRole("alert").getByText("驻企服务员").waitFor();
  });
});
