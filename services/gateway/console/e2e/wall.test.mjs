// The wall of tiles: BASE_URL names the platform, MONTH a month with figures. It moves a unit's square and moves it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, baseURL, choose, inAllSizes, OFFICE, shoot, WIDE, withBrowser } from "./browser.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

const squares = (page) => page.locator(".map-square");
const boardOf = (page, unit) => page.locator(`[data-board="${unit}"]`);
const placesOf = (page) => squares(page).evaluateAll((all) => all.map(({ dataset, style }) => `${dataset.tile} ${style.gridColumn} ${style.gridRow}`));

test("the wall has a square for each unit by an indicator, and the projects of one by stage", async () => {
  await inPage({ name: "wall", account: "city", path: `/wall?month=${MONTH}` }, async (page) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByText("挂图作战").waitFor();
    await page.getByText("示意方格图，非行政区域界线图").waitFor();
    await page.locator(".map-card").first().waitFor();
    await inAllSizes(page, "wall", () => page.locator(".map-card").first().waitFor());
    await assertNothingCut(page);
    await assertPaced(page);

    const square = page.locator(".map-square:not([disabled])").nth(1);
    const unit = await square.getAttribute("data-tile");
    await square.click();
    await page.waitForURL(new RegExp(`at=${unit}`));
    await boardOf(page, unit).locator(".map-card").first().waitFor();
    await assertCounted(page);
    await shoot(page, "wall-board");
    await page.getByRole("button", { name: "按阶段的口径" }).click();
    await page.getByText("各按目前所处阶段归入一栏").waitFor();
    await page.keyboard.press("Escape");

    await choose(page, "指标", "月报报送率");
    await page.getByRole("heading", { name: /月报报送率（截至/ }).waitFor();
    await page.getByRole("button", { name: "看全部单位" }).click();
    await page.waitForURL((url) => !url.searchParams.has("at"));
  });
});

test("the wall fills the screen and comes back, and prints on one sheet of A3", async () => {
  await inPage({ name: "wall-print", account: "city", path: `/wall?month=${MONTH}` }, async (page) => {
    await page.locator(".map-card").first().waitFor();
    await page.getByRole("button", { name: "全屏", exact: true }).click();
    await page.getByRole("navigation", { name: "主菜单" }).waitFor({ state: "hidden" });
    await shoot(page, "wall-full");
    await page.getByRole("button", { name: "退出全屏" }).click();
    await page.getByRole("navigation", { name: "主菜单" }).waitFor();

    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const sheets = [...paper.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)/g)].map(([, width, height]) => [Math.round(width), Math.round(height)]);
    assert.deepEqual(sheets, [[1191, 842]], "one sheet of A3 across");
    await page.emulateMedia({ media: "print" });
    await shoot(page, "wall-paper");
  });
});

test("an administrator moves a square by keyboard and by hand, and everybody's wall follows", async () => {
  await inPage({ name: "wall-city", account: "city", path: `/wall?month=${MONTH}` }, async (page) => {
    await squares(page).first().waitFor();
    const city = new URL(page.url()).searchParams.get("unit") || (await page.locator("[data-board]:not([data-board=''])").getAttribute("data-board"));
    const before = await placesOf(page);
    await inPage({ name: "wall-admin", account: "admin", path: "/admin/units" }, async (admin) => {
      const name = (await page.locator(".ant-breadcrumb-link, .ant-breadcrumb li").last().innerText()).trim();
      await arrange(admin, name, async (dialog) => {
        const piece = dialog.locator(".tile-piece").first();
        await piece.focus();
        await admin.keyboard.press("ArrowRight"); // the neighbour comes to where it stood
        await shoot(admin, "tiles");
        await assertAccessible(admin, "arranging squares");
        await dialog.locator(".tile-piece").nth(2).dragTo(dialog.locator('[data-spot="5,5"]'));
      });
      await page.reload();
      await squares(page).first().waitFor();
      const after = await placesOf(page);
      assert.notDeepEqual(after, before);
      assert.match(after[2], / 6 6$/);
      await shoot(page, "wall-arranged");
      await page.goto(`${baseURL()}/screen?unit=${city}&month=${MONTH}`);
      await page.locator(".wall-tile").first().waitFor();
      const wall = await page.locator(".wall-tile").evaluateAll((all) => all.map(({ dataset, style }) => `${dataset.tile} ${style.gridColumn} ${style.gridRow}`));
      assert.deepEqual(wall, after, "the big screen has other places");

      await arrange(admin, name, (dialog) => dialog.getByRole("button", { name: "恢复默认排列" }).click());
    });
    await page.goto(`${baseURL()}/wall?month=${MONTH}`);
    await squares(page).first().waitFor();
    assert.deepEqual(await placesOf(page), before);
  });
});

async function arrange(page, name, deed) {
  await page.getByRole("button", { name: `排列${name}下级的方格图` }).click();
  const dialog = page.getByRole("dialog");
  await deed(dialog);
  await dialog.getByRole("button", { name: "保存", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

// Text that is cut off at the bottom of its square is seen by nobody.
async function assertNothingCut(page) {
  for (const viewport of [WIDE, OFFICE]) {
    await page.setViewportSize(viewport);
    const cut = await squares(page).evaluateAll((all) => all.filter((e) => e.scrollHeight > e.clientHeight + 1).map((e) => e.dataset.tile));
    assert.deepEqual(cut, [], `cut off at ${viewport.width}`);
  }
  await page.setViewportSize(WIDE);
}

// The shade says the same as the sign of the lead, and as the shape.
async function assertPaced(page) {
  const told = await squares(page).evaluateAll((all) => all.map((e) => [e.className, e.querySelector(".map-lead").innerText]));
  for (const [shade, text] of told) {
    const lead = Number(text.match(/-?[\d.]+$/)?.[0]);
    if (Number.isNaN(lead)) continue;
    assert.equal(shade.includes("ahead"), lead >= 0, `${shade}: ${text}`);
    assert.equal(text.startsWith("▲"), lead >= 0, `${shade}: ${text}`);
  }
}

// The stages' counts add up to the unit's projects.
async function assertCounted(page) {
  const counts = await page.locator(".map-column h3").allInnerTexts();
  const sum = counts.reduce((all, text) => all + Number(text.match(/（([\d,]+)）/)[1].replace(/,/g, "")), 0);
  const sums = await page.locator('.map-square[aria-pressed="true"] .map-sums').innerText();
  assert.equal(sum, Number(sums.match(/^([\d,]+) 个/)[1].replace(/,/g, "")));
}
