// A project's responsibilities and its life, each deed by the role that may: BASE_URL names the platform, MONTH a
// month of a year with projects. It makes a person, and a project of the year after that is started and certified.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, inAllSizes, shoot, withBrowser } from "./browser.mjs";
import { pickOption, post } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const LATER = Number(MONTH.slice(0, 4)) + 1;
const inPage = withBrowser();
const number = Math.floor(Math.random() * 1e6);
const PERSON = `示例甲${number}`;
let id = "";
let unit = "";

const openTab = async (page, name) => {
  await page.getByRole("tab", { name, exact: true }).click();
};

async function confirmed(page, button) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

test("an office names who answers for a project, and ends that again", async () => {
  await inPage({ name: "duty-unit", account: "county" }, async (page) => {
    unit = await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).grants[0].unit);
    const plan = { year: LATER, unit, listings: [{ key: "county", fromMonth: 1 }], category: "industry", nature: "NATURE_CONTINUED", totalInvestmentYuan: "500000000", plannedYuan: "100000000" };
    const made = await post(page, "/api/v1/projects", { project: { name: `示例精密铸造${number}项目`, company: { name: `示例铸造${number}有限公司` }, stage: "STAGE_PREPARING", library: "LIBRARY_PROPOSED", years: [plan] } });
    id = made.project.id;
  });
  await inPage({ name: "duty-person", account: "admin" }, async (page) => {
    await post(page, "/api/v1/people", { person: { name: PERSON, unit, position: "副主任", phone: "13900001234" } });
  });
  await inPage({ name: "duty", account: "county", path: `/projects/${id}` }, async (page) => {
    await openTab(page, "责任");
    await page.getByText("无包联领导、无服务员").waitFor();
    await page.getByRole("button", { name: "指定责任人" }).click();
    await pickOption(page, "人员", PERSON);
    await shoot(page, "duty-assign");
    await assertAccessible(page, "assigning a responsibility");
    await confirmed(page, "指定");
    const row = page.getByRole("region", { name: "责任人" }).getByRole("row").filter({ hasText: PERSON });
    await row.getByText("在任").waitFor();
    await page.getByText("无服务员", { exact: true }).waitFor();
    await inAllSizes(page, "duty", () => page.getByText(PERSON).first().waitFor());
    await page.getByRole("button", { name: `结束${PERSON}的责任` }).click();
    await page.getByRole("dialog").getByLabel("理由").fill("调整分工");
    await confirmed(page, "结束");
    await page.getByRole("button", { name: `结束${PERSON}的责任` }).waitFor({ state: "detached" });
    await row.waitFor(); // it stays told
  });
});

test("the county enters a start with its evidence and proposes a library, and cannot decide on either", async () => {
  await inPage({ name: "life-county", account: "county", path: `/projects/${id}` }, async (page) => {
    await openTab(page, "生命周期");
    await page.getByRole("button", { name: "登记阶段" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("开工", { exact: true }).first().waitFor();
    const enter = dialog.getByRole("button", { name: "登记", exact: true });
    assert.ok(await enter.isDisabled(), "no start without evidence");
    await dialog.locator('input[type="file"]').setInputFiles({ name: "现场.jpg", mimeType: "image/jpeg", buffer: Buffer.from(`photo ${number}`) });
    await page.waitForFunction(() => document.querySelector("#evidence-1-sha256").value.length === 64);
    await dialog.getByLabel("地点").fill("厂区东门");
    await shoot(page, "life-stage");
    await assertAccessible(page, "entering a stage");
    await confirmed(page, "登记");
    await page.getByText("待认定", { exact: true }).waitFor();
    await page.getByText(/现场照片 现场.jpg/).waitFor();

    await page.getByRole("button", { name: "提出退库" }).click();
    await dialog.getByLabel("理由").fill("建设条件已变化");
    await confirmed(page, "提出");
    await page.getByText("待审批", { exact: true }).first().waitFor();
    assert.equal(await page.getByRole("button", { name: /^批准/ }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "认定：开工", exact: true }).count(), 0);
    await inAllSizes(page, "life-county", () => page.getByText("待认定", { exact: true }).waitFor());
  });
});

test("the city certifies the start and turns the proposal down", async () => {
  await inPage({ name: "life-city", account: "city", path: `/projects/${id}` }, async (page) => {
    await openTab(page, "生命周期");
    await page.getByRole("button", { name: "认定：开工", exact: true }).click();
    await shoot(page, "life-certify");
    await confirmed(page, "认定");
    await page.getByText("已认定", { exact: true }).waitFor();
    await page.getByRole("button", { name: "不批准" }).click();
    const dialog = page.getByRole("dialog");
    assert.ok(await dialog.getByRole("button", { name: "不批准", exact: true }).isDisabled(), "a refusal has a reason");
    await dialog.getByLabel("理由").fill("仍具备建设条件");
    await confirmed(page, "不批准");
    await page.getByText("未批准", { exact: true }).waitFor();
    await page.getByRole("button", { name: `${LATER}年免于复工` }).click();
    await dialog.getByLabel("理由").fill("洪水");
    await confirmed(page, "免于复工");
    await page.getByText("不可抗力，免于复工").waitFor();
    await inAllSizes(page, "life-city", () => page.getByText("已认定", { exact: true }).waitFor());
  });
});

test("the statistics' material is ticked off before the day of entry may be said", async () => {
  await inPage({ name: "statistics-entry", account: "county", path: `/projects/${id}` }, async (page) => {
    await openTab(page, "生命周期");
    await page.getByText("应统未统").waitFor();
    await page.getByRole("button", { name: "登记材料和入库" }).click();
    const dialog = page.getByRole("dialog");
    const save = dialog.getByRole("button", { name: "保存", exact: true });
    await dialog.getByLabel(/入库日期/).fill("2026-01-15");
    assert.ok(await save.isDisabled(), "mandatory material lacks");
    for (const box of await dialog.getByRole("checkbox", { name: /（必备）/ }).all()) await box.check();
    await dialog.getByLabel(/入库日期/).fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
    await shoot(page, "statistics-entry");
    await assertAccessible(page, "the statistics' material");
    await confirmed(page, "保存");
    await page.getByText(/已入库/).waitFor();
  });
});

test("a reader sees a project's life and can change nothing", async () => {
  await inPage({ name: "life-reader", account: "province", path: `/projects/${id}` }, async (page) => {
    await openTab(page, "生命周期");
    await page.getByText("已认定", { exact: true }).waitFor();
    for (const name of ["登记阶段", "登记材料和入库", /^提出/, /^认定/]) assert.equal(await page.getByRole("button", { name }).count(), 0);
    await openTab(page, "责任");
    await page.getByText("139****1234").waitFor();
    assert.equal(await page.getByRole("button", { name: "指定责任人" }).count(), 0);
  });
});
