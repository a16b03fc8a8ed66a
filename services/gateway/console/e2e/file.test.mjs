// A project's file beyond its months: what it belongs to, its plan by month and its documents. BASE_URL names the
// platform, MONTH a month of a year with projects. It makes two projects of the year after.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, inAllSizes, shoot, withBrowser } from "./browser.mjs";
import { chooseIn, pickOption, post } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const LATER = Number(MONTH.slice(0, 4)) + 1;
const inPage = withBrowser();
const number = Math.floor(Math.random() * 1e6);
const WHOLE = `示例产业园${number}项目`;
const PART = `示例产业园${number}项目二期`;
let whole = "";
let part = "";

async function confirmed(page, button) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function make(page, name) {
  const unit = await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).grants[0].unit);
  const year = { year: LATER, unit, listings: [{ key: "county", fromMonth: 1 }], category: "industry", nature: "NATURE_CONTINUED", totalInvestmentYuan: "500000000", plannedYuan: "120000000" };
  const made = await post(page, "/api/v1/projects", { project: { name, company: { name: `${name}公司` }, stage: "STAGE_PREPARING", library: "LIBRARY_PROPOSED", years: [year] } });
  return made.project.id;
}

test("a county states how a project was attracted, from the contract to the money that arrived", async () => {
  await inPage({ name: "file-made", account: "county" }, async (page) => {
    whole = await make(page, WHOLE);
    part = await make(page, PART);
  });
  await inPage({ name: "attraction", account: "county", path: `/projects/${part}?tab=life` }, async (page) => {
    await page.getByText("没有登记招商情况。").waitFor();
    await page.getByRole("button", { name: "登记招商情况" }).click();
    const dialog = page.getByRole("dialog");
    const save = dialog.getByRole("button", { name: "保存", exact: true });
    await dialog.getByLabel("合同额（万元）").fill("1.2亿");
    await dialog.getByText("请先填签约日期。").waitFor();
    assert.ok(await save.isDisabled());
    await dialog.getByLabel("签约日期").fill("2020-03-01");
    await dialog.getByLabel(/落地日期/).fill("2020-02-01");
    await dialog.getByText("落地日期不能早于签约日期。").waitFor();
    await dialog.getByLabel(/落地日期/).fill("2020-06-01");
    await dialog.getByLabel(/到位资金/).fill("3,000");
    await shoot(page, "attraction-dialog");
    await assertAccessible(page, "how a project was attracted");
    await confirmed(page, "保存");
    const section = page.getByRole("region", { name: "招商引资" });
    await section.getByText("合同额 12,000 万元").waitFor();
    await section.getByText("占合同额 25.0%").waitFor();
  });
});

test("a project becomes a phase of another, and the other one knows", async () => {
  await inPage({ name: "relations", account: "county", path: `/projects/${part}?tab=life` }, async (page) => {
    await page.getByRole("button", { name: "登记所属项目" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await pickOption(page, /所属项目/, WHOLE);
    await dialog.getByLabel(/第几期/).fill("二");
    await dialog.getByText("期数是 1 到 99 的整数").waitFor();
    await dialog.getByLabel(/第几期/).fill("2");
    await shoot(page, "relations-dialog");
    await assertAccessible(page, "what a project belongs to");
    await confirmed(page, "保存");
    const section = page.getByRole("region", { name: "项目关系" });
    await section.getByText("（第2期）").waitFor();
    await inAllSizes(page, "relations", () => section.getByText(WHOLE).first().waitFor());
    await section.getByRole("link", { name: WHOLE }).click();
    await page.waitForURL((url) => url.pathname.endsWith(whole));
    await page.getByRole("region", { name: "项目关系" }).getByRole("link", { name: PART }).waitFor();
  });
});

test("a project's plan by month is written by the county and approved by the city", async () => {
  await inPage({ name: "plan-county", account: "county", path: `/projects/${whole}?tab=plan` }, async (page) => {
    await page.getByText("没有批准的分月计划").waitFor();
    await page.getByRole("button", { name: "编制计划" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("与年度计划相等").waitFor();
    await dialog.getByLabel("1月", { exact: true }).fill("900");
    await dialog.getByText("比年度计划少 100 万元").waitFor();
    await dialog.getByLabel("2月", { exact: true }).fill("1100");
    await dialog.getByText("与年度计划相等").waitFor();
    await shoot(page, "plan-dialog");
    await assertAccessible(page, "writing a plan by month");
    await confirmed(page, "保存草稿");
    await page.getByText("第1版草稿").first().waitFor();
    await page.getByRole("button", { name: "提交审批" }).click();
    await confirmed(page, "提交");
    await page.getByText("由市指挥部办公室审批。").waitFor();
    await inAllSizes(page, "plan-submitted", () => page.getByText("第1版待审批").first().waitFor());
  });
  await inPage({ name: "plan-city", account: "city", path: `/projects/${whole}?tab=plan` }, async (page) => {
    await page.getByRole("button", { name: "批准计划" }).click();
    await confirmed(page, "批准");
    await page.getByText("现行第1版").waitFor();
    const january = page.getByRole("region", { name: "分月计划" }).locator(".ant-table-row").first();
    await january.getByText("900").first().waitFor();
    await inAllSizes(page, "plan-approved", () => page.getByText("现行第1版").waitFor());
  });
});

test("documents are filed, renewed and withdrawn, and none is lost", async () => {
  const file = (text) => ({ name: "备案证明.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.4\n% ${number} ${text}\n%%EOF\n`) });
  await inPage({ name: "documents", account: "county", path: `/projects/${whole}?tab=documents` }, async (page) => {
    await page.getByText("还没有档案。").waitFor();
    await page.getByRole("button", { name: "上传档案" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator('input[type="file"]').setInputFiles(file("一"));
    await chooseIn(page, "种类", "立项");
    await dialog.getByLabel("说明").fill("发改部门备案");
    await shoot(page, "documents-dialog");
    await assertAccessible(page, "filing a document");
    await confirmed(page, "上传");
    await page.getByText("第1版，").first().waitFor();
    await page.getByRole("button", { name: "上传新版本：备案证明" }).click();
    await dialog.locator('input[type="file"]').setInputFiles(file("二"));
    await confirmed(page, "上传");
    await page.getByText("第2版，").first().waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载 备案证明.pdf 第2版" }).click()]);
    assert.equal(download.suggestedFilename(), "备案证明.pdf");
    await page.getByRole("button", { name: "撤下：备案证明" }).click();
    assert.ok(await dialog.getByRole("button", { name: "撤下", exact: true }).isDisabled(), "a withdrawal has a reason");
    await dialog.getByLabel("理由").fill("以新备案为准");
    await confirmed(page, "撤下");
    await page.getByText("以新备案为准").waitFor();
    await inAllSizes(page, "documents", () => page.getByText("已撤下").first().waitFor());
  });
  await inPage({ name: "documents-reader", account: "province", path: `/projects/${whole}?tab=documents` }, async (page) => {
    await page.getByText("已撤下").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "上传档案" }).count(), 0);
  });
});
