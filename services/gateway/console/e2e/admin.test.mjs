// The administration: BASE_URL names the platform. It gives, confirms and withdraws grants of accounts that nobody
// has, and sets and takes back a setting of the first county.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertAccessible, baseURL, firstRow, inAllSizes, shoot, withBrowser } from "./browser.mjs";
import { chooseIn } from "./moves.mjs";

const inPage = withBrowser();
const number = Math.floor(Math.random() * 1e6);
const CLERK = `clerk-${number}`;
const DEPUTY = `deputy-${number}`;

const dialogOf = (page) => page.getByRole("dialog");

async function confirmed(page, button) {
  await dialogOf(page).getByRole("button", { name: button, exact: true }).click();
  await dialogOf(page).waitFor({ state: "hidden" });
}

async function give(page, principal, role) {
  await page.getByRole("button", { name: "新增授权" }).click();
  await dialogOf(page).getByRole("textbox", { name: "账号" }).fill(principal);
  await chooseIn(page, "角色", role);
  await dialogOf(page).getByRole("textbox", { name: "理由" }).fill("岗位调整");
  if (role === "管理员") {
    await shoot(page, "grant-give");
    await assertAccessible(page, "giving a grant");
  }
  await confirmed(page, "授权");
}

test("an administrator gives a role and takes it back, and nobody makes an administrator alone", async () => {
  await inPage({ name: "grants", account: "admin", path: "/admin/grants" }, async (page) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByText("授权").waitFor();
    await give(page, CLERK, "县项目办");
    await give(page, DEPUTY, "管理员");
    const row = page.getByRole("row").filter({ hasText: DEPUTY });
    await row.getByText("待第二人确认").waitFor();
    assert.ok(await page.getByRole("button", { name: `确认${DEPUTY}的授权` }).isDisabled());
    await inAllSizes(page, "grants", firstRow(page));

    await page.getByRole("button", { name: `收回${CLERK}的县项目办授权` }).click();
    assert.ok(await dialogOf(page).getByRole("button", { name: "收回", exact: true }).isDisabled(), "a withdrawal has a reason");
    await dialogOf(page).getByRole("textbox", { name: "理由" }).fill("调离");
    await confirmed(page, "收回");
    await page.getByText(CLERK).waitFor({ state: "detached" });
    await page.getByRole("checkbox", { name: "含已收回和到期的" }).click(); // ticked when the address says so, not at once
    await page.getByRole("row").filter({ hasText: CLERK }).getByText("已收回").waitFor();
    await page.getByRole("button", { name: "各角色能做什么" }).click();
    await dialogOf(page).getByRole("table").waitFor();
    await assertAccessible(page, "what each role may do");
  });
});

test("a second administrator confirms, after which the account is one", async () => {
  await inPage({ name: "grants-confirm", account: "admin2", path: "/admin/grants" }, async (page) => {
    await page.getByRole("button", { name: `确认${DEPUTY}的授权` }).click();
    await shoot(page, "grant-confirm");
    await confirmed(page, "确认生效");
    await page.getByRole("row").filter({ hasText: DEPUTY }).getByText("有效").waitFor();
    await page.getByRole("button", { name: `收回${DEPUTY}的管理员授权` }).click();
    await dialogOf(page).getByRole("textbox", { name: "理由" }).fill("演练结束");
    await confirmed(page, "收回");
  });
});

test("the tree shows where a setting comes from, and an own one can be set and taken back", async () => {
  await inPage({ name: "units", account: "admin", path: "/admin/units" }, async (page) => {
    const row = page.getByRole("row").filter({ hasText: "县市区" }).first();
    await row.waitFor();
    await inAllSizes(page, "units", firstRow(page));
    const name = (await row.locator("td").first().innerText()).trim();
    const own = page.locator(`tr[data-row-key="${await row.getAttribute("data-row-key")}"]`).filter({ hasText: "3 位" });
    await setDecimals(page, name, "3 位");
    await own.getByText("本级").first().waitFor();
    await setDecimals(page, name, "继承上级");
    await own.waitFor({ state: "detached" });
  });
});

async function setDecimals(page, name, option) {
  await page.getByRole("button", { name: `修改${name}`, exact: true }).click();
  await chooseIn(page, "百分数小数", option);
  await shoot(page, "unit-edit");
  await assertAccessible(page, "changing a unit");
  await confirmed(page, "保存");
}

test("the record of changes is filtered, each entry opened, and exported with its fingerprints", async () => {
  await inPage({ name: "audit", account: "admin", path: `/admin/audit?rpc=GiveGrant` }, async (page) => {
    await page.getByText("GiveGrant").first().waitFor();
    assert.equal(await page.locator(".ant-table-row").filter({ hasNotText: "GiveGrant" }).count(), 0);
    await page.getByText(/链头 第 \d+ 块/).waitFor();
    await inAllSizes(page, "audit", firstRow(page));
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出" }).click();
    const saved = JSON.parse(readFileSync(await (await waiting).path(), "utf8"));
    assert.ok(saved.whole && saved.entries.length >= 2);
    assert.match(saved.head.sha256, /^[0-9a-f]{64}$/);
    assert.ok(saved.entries.every((entry) => entry.rpc === "GiveGrant" && /^[0-9a-f]{64}$/.test(entry.requestSha256)));
    await page.getByRole("button", { name: /^详情/ }).first().click();
    await dialogOf(page).getByText("请求指纹").waitFor();
    await shoot(page, "audit-entry");
    await assertAccessible(page, "an entry of the record");
  });
});

test("who is no administrator finds none of it", async () => {
  await inPage({ name: "admin-stranger", account: "city" }, async (page) => {
    const menu = page.getByRole("navigation", { name: "主菜单" });
    await menu.getByText("项目清单").waitFor();
    for (const name of ["授权", "单位", "审计记录"]) assert.equal(await menu.getByText(name, { exact: true }).count(), 0);
    await page.goto(`${baseURL()}/admin/grants`);
    await page.getByText("您的账号不能打开这个页面").waitFor();
  });
});
