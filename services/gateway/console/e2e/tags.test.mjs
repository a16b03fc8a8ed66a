// Tags: BASE_URL names the platform with the scenario of Binzhou, whose province sorts by 十强. The county tags two of its
// projects, finds them by it, and takes the tags away in the end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, choose, firstRow, inAllSizes, PHONE, shoot, withBrowser } from "./browser.mjs";
import { retag } from "./moves.mjs";

const inPage = withBrowser();
const TAG = "ten-strong/equipment";
const MONTH = "2020-05";
let tagged = [];

const visible = (page, text) => page.getByText(text, { exact: true }).first().waitFor();

test("a county tags projects, and finds them in its list", async () => {
  await inPage({ name: "tags-list", account: "county", path: `/projects?month=${MONTH}` }, async (page) => {
    const { rows, tag_systems: systems } = await page.evaluate(async (month) => (await fetch(`/api/v1/projects?month=${month}&report_status=REPORT_STATUS_REPORTED&page_size=2`)).json(), MONTH);
    assert.deepEqual(systems.map(({ name }) => name), ["十强"]);
    tagged = rows.map(({ id, name }) => ({ id, name }));
    for (const { id } of tagged) await retag(page, id, [TAG]);
    await page.reload();
    await firstRow(page)(page.viewportSize());
    await choose(page, "标签", "高端装备");
    await page.waitForURL((url) => url.searchParams.get("tag") === TAG);
    await page.getByText("共 2 个项目").waitFor();
    for (const { name } of tagged) await visible(page, name);
    await page.locator("td", { hasText: /^高端装备$/ }).first().scrollIntoViewIfNeeded();
    await shoot(page, "tags-column");
    await inAllSizes(page, "tags-list", firstRow(page));
  });
});

test("the project's page tells them, and its history who set them", async () => {
  await inPage({ name: "tags-project", account: "county", path: `/projects/${tagged[0].id}` }, async (page) => {
    await page.getByRole("tab", { name: "基本情况" }).click();
    await inAllSizes(page, "tags-facts", () => page.locator("dl.facts div", { hasText: "十强" }).getByText("高端装备").waitFor());
    await page.getByRole("tab", { name: "变更记录" }).click();
    await page.locator(".field-change", { hasText: "标签" }).getByText("高端装备").first().waitFor();
  });
});

test("the city groups by them, and opens the rows of a group", async () => {
  await inPage({ name: "tags-rollup", account: "city", path: `/rollup?month=${MONTH}&by=tag%3Aten-strong` }, async (page) => {
    const groups = page.locator("section, .panel, .grid").filter({ hasText: "分组" }).last();
    await inAllSizes(page, "tags-rollup", async () => {
      await groups.getByText("高端装备").first().waitFor();
      await groups.getByText("未标注").first().waitFor();
      await page.getByText("合计中每个项目只算一次").waitFor();
    });
    await page.goto(page.url().split("/rollup")[0] + `/rollup/projects?month=${MONTH}&tag=${encodeURIComponent(TAG)}`);
    await page.getByText("共 2 个项目").waitFor();
    await page.locator(".ant-tag", { hasText: "十强 高端装备" }).waitFor();
    await shoot(page, "tags-rows");
  });
});

test("an administrator sees by what each unit sorts, and sets it", async () => {
  await inPage({ name: "tags-unit", account: "admin", path: "/admin/units?year=2020" }, async (page) => {
    await firstRow(page)(page.viewportSize());
    await page.getByRole("button", { name: "修改邹平市" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("继承上级（十强）").waitFor();
    await choose(page, "标签体系", "本级设置");
    await dialog.getByRole("checkbox", { name: "六新" }).waitFor();
    await shoot(page, "tags-unit");
    await assertAccessible(page, "the systems of a unit");
    await page.setViewportSize(PHONE);
    await shoot(page, "tags-unit");
  });
});

test("the county takes them away again", async () => {
  await inPage({ name: "tags-away", account: "county", path: "/" }, async (page) => {
    for (const { id } of tagged) await retag(page, id, []);
  });
});
