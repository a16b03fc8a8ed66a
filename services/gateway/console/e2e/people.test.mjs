// Who answers for what: BASE_URL names the platform, MONTH a month of a year with projects. It makes a person.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstRow, inAllSizes, shoot, assertAccessible, withBrowser } from "./browser.mjs";
import { pickOption, post } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();
const PERSON = `示例乙${Math.floor(Math.random() * 1e6)}`;

test("who has nobody is listed with what lacks, and leads to where somebody is named", async () => {
  await inPage({ name: "people-person", account: "admin" }, async (page) => {
    const { units } = await page.evaluate(async () => (await fetch("/api/v1/units")).json());
    const county = units.find((unit) => unit.code === "sd-bz-zouping") ?? units.find((unit) => unit.kind === "UNIT_KIND_COUNTY");
    await post(page, "/api/v1/people", { person: { name: PERSON, unit: county.code, position: "服务专员", phone: "13900005678" } });
  });
  await inPage({ name: "people-lacking", account: "county", path: "/people" }, async (page) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByText("责任落实").waitFor();
    await page.getByLabel("哪一天").fill(`${MONTH}-15`);
    await page.getByText(/^共 [\d,]+ 个项目$/).waitFor();
    await inAllSizes(page, "people-lacking", firstRow(page));
    await page.locator(".ant-table-row a").first().click();
    await page.getByRole("button", { name: "指定责任人" }).click();
    await pickOption(page, "人员", PERSON);
    await page.getByRole("dialog").getByRole("button", { name: "指定", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });
});

test("a person's responsibilities are told, with the number only to who calls", async () => {
  for (const [account, phone] of [["county", "13900005678"], ["leader", "139****5678"]]) {
    await inPage({ name: `people-${account}`, account, path: `/people?view=people` }, async (page) => {
      await page.getByLabel("查找人员").fill(PERSON);
      await page.waitForURL(/query=/);
      const person = page.getByRole("row").filter({ hasText: PERSON });
      await person.getByText(phone).waitFor();
      if (account === "county") await inAllSizes(page, "people", firstRow(page));
      await page.getByRole("button", { name: `查看${PERSON}负责的项目` }).click();
      await page.getByRole("dialog").getByText("包联领导").waitFor();
      await shoot(page, `people-${account}-duties`);
      await assertAccessible(page, "a person's responsibilities");
    });
  }
});

test("an officer has no such page", async () => {
  await inPage({ name: "people-officer", account: "officer" }, async (page) => {
    const menu = page.getByRole("navigation", { name: "主菜单" });
    await menu.getByText("项目清单").waitFor();
    assert.equal(await menu.getByText("责任落实").count(), 0);
  });
});
