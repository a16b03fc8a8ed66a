// Policies that are changed: BASE_URL names the platform. One administrator proposes, another one sends back and
// approves; what is approved holds from a day that nobody lives to see, and changes nothing before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, inAllSizes, shoot, withBrowser } from "./browser.mjs";

const inPage = withBrowser();
const NAME = "月报校核规则";
const FAR = "2099-01-01";
const TITLE = "连续数月投资额相同";
const RENAMED = `${TITLE}（样例${Math.floor(Math.random() * 1e6)}）`; // so that it differs from what an earlier run approved

const dialogOf = (page) => page.getByRole("dialog");
const panelOf = (page) => page.locator('[data-policy="checks"]');
const bodyOf = (page) => dialogOf(page).getByRole("textbox", { name: "规则内容（JSON）" });

async function confirmed(page, button) {
  await dialogOf(page).getByRole("button", { name: button, exact: true }).click();
  await dialogOf(page).waitFor({ state: "hidden" });
}

// Opens the editor and fills it with the rules as edit makes them.
async function write(page, edit) {
  await page.getByRole("button", { name: `提出修改${NAME}` }).click();
  const body = await bodyOf(page).inputValue();
  await bodyOf(page).fill(edit(body));
  await dialogOf(page).getByLabel("从哪天起执行").fill(FAR);
  await dialogOf(page).getByRole("textbox", { name: "依据的文件" }).fill("样例文件");
  await dialogOf(page).getByRole("textbox", { name: "理由" }).fill("统一口径");
}

const asInfo = (body) => body.replace(`"title": "${TITLE}", "severity": "warning", "explain": true`, `"title": "${RENAMED}", "severity": "info", "explain": false`);

test("one administrator proposes: what is wrong is named by its place, old and new stand side by side", async () => {
  await inPage({ name: "policy-propose", account: "admin", path: "/admin/policies" }, async (page) => {
    await write(page, (body) => body.replace('"severity": "warning"', '"severity": "fatal"'));
    await dialogOf(page).getByRole("button", { name: "提出", exact: true }).click();
    await dialogOf(page).getByRole("alert", { name: "规则内容的错误" }).getByText("checks[0].severity").waitFor();
    await shoot(page, "policy-faults");

    await bodyOf(page).fill(asInfo((await bodyOf(page).inputValue()).replace('"severity": "fatal"', '"severity": "warning"')));
    await dialogOf(page).getByRole("button", { name: "预览修改前后" }).click();
    const compared = dialogOf(page).getByRole("table", { name: "修改前后对照" });
    await compared.locator("ins").getByText(`${RENAMED}：提示。`).waitFor();
    assert.equal(await compared.locator("del").count(), 1);
    await dialogOf(page).getByRole("table", { name: "规则内容的改动" }).locator("ins").getByText('"severity": "info"').waitFor();
    page.faults = page.faults.filter((text) => !text.includes("400")); // the refusal above
    await inAllSizes(page, "policy-propose", () => compared.waitFor());
    await confirmed(page, "提出");
    await panelOf(page).getByText("待批准").waitFor();
    assert.ok(await page.getByRole("button", { name: `批准${NAME}的修改` }).isDisabled(), "nobody approves alone");
    assert.equal(await page.getByRole("button", { name: `提出修改${NAME}` }).count(), 0);
    await inAllSizes(page, "policies-waiting", () => panelOf(page).getByText("待批准").waitFor());
  });
});

test("another one sends it back with a reason, and approves the next", async () => {
  await inPage({ name: "policy-reject", account: "admin2", path: "/admin/policies" }, async (page) => {
    await page.getByRole("button", { name: `退回${NAME}的修改` }).click();
    await dialogOf(page).locator("ins").getByText(`${RENAMED}：提示。`).waitFor();
    assert.ok(await dialogOf(page).getByRole("button", { name: "退回", exact: true }).isDisabled(), "a return has a reason");
    await dialogOf(page).getByRole("textbox", { name: "退回理由" }).fill("再征求意见");
    await shoot(page, "policy-reject");
    await assertAccessible(page, "sending a policy back");
    await confirmed(page, "退回");
    await write(page, asInfo);
    await confirmed(page, "提出");
    await panelOf(page).getByText("待批准").waitFor();
  });
  await inPage({ name: "policy-approve", account: "admin", path: "/admin/policies" }, async (page) => {
    await page.getByRole("button", { name: `批准${NAME}的修改` }).click();
    await dialogOf(page).locator("ins").getByText(`${RENAMED}：提示。`).waitFor();
    await inAllSizes(page, "policy-approve", () => dialogOf(page).getByText("统一口径").waitFor());
    await confirmed(page, "批准");
    await panelOf(page).getByText(`版已批准，${FAR}起执行`).waitFor();
    await panelOf(page).getByText(`${TITLE}：须书面说明。`).waitFor();
    await page.getByRole("button", { name: `${NAME}的历次版本` }).click();
    await dialogOf(page).getByText("再征求意见").first().waitFor();
    await dialogOf(page).getByRole("button", { name: "看规则" }).first().click();
    await dialogOf(page).getByText(`${RENAMED}：提示。`).waitFor();
    await inAllSizes(page, "policy-versions", () => dialogOf(page).getByText("将执行").first().waitFor());
  });
});

test("a leader reads the versions and changes nothing", async () => {
  await inPage({ name: "policy-leader", account: "leader", path: "/admin/policies" }, async (page) => {
    await page.getByRole("button", { name: `${NAME}的历次版本` }).click();
    await dialogOf(page).getByText("随软件发布").first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("button", { name: /^(提出修改|批准|退回)/ }).count(), 0);
  });
});
