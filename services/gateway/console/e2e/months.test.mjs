// Months on their way up, calendars and policies: BASE_URL names the platform, MONTH a month that is reported. Hands in the
// first county's month and returns it, and gives that county a calendar of its own and takes it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, inAllSizes, shoot, withBrowser } from "./browser.mjs";
import { chooseIn } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

const dialogOf = (page) => page.getByRole("dialog");
const confirmed = async (page, button) => {
  await dialogOf(page).getByRole("button", { name: button, exact: true }).click();
  await dialogOf(page).waitFor({ state: "hidden" });
};

test("a county's month goes up, waits at the city, and comes back with a reason", async () => {
  await inPage({ name: "months", account: "city", path: `/months?month=${MONTH}` }, async (page) => {
    const below = page.getByRole("region", { name: "下级单位月报" });
    await below.locator(".ant-table-row").first().waitFor();
    const label = await below.getByRole("button", { name: /^整月上报.+的月报$/ }).first().getAttribute("aria-label");
    const unit = /^整月上报(.+)的月报$/.exec(label)[1];
    const row = below.locator(".ant-table-row").filter({ hasText: unit });
    await page.getByRole("button", { name: label }).click();
    await dialogOf(page).getByText("退回后才能修改").waitFor();
    await dialogOf(page).getByRole("textbox").fill("个别项目尚未开工");
    await shoot(page, "month-submit");
    await assertAccessible(page, "handing in a month");
    await confirmed(page, "上报");
    await row.getByText("已上报，待审核").waitFor();
    await inAllSizes(page, "months", () => page.getByText("已上报，待审核").first().waitFor());

    await page.getByRole("button", { name: `退回${unit}的月报` }).click();
    assert.ok(await dialogOf(page).getByRole("button", { name: "退回", exact: true }).isDisabled(), "a return has a reason");
    await dialogOf(page).getByRole("textbox", { name: "退回理由" }).fill("数据再核对");
    await shoot(page, "month-return");
    await confirmed(page, "退回");
    await row.getByText("已退回").waitFor();
    await row.getByRole("button", { name: unit, exact: true }).click();
    await page.getByRole("list", { name: "办理经过" }).getByText("数据再核对").waitFor();
  });
});

test("a leader reads months and hands in none", async () => {
  await inPage({ name: "months-leader", account: "leader", path: `/months?month=${MONTH}` }, async (page) => {
    await page.getByRole("region", { name: "下级单位月报" }).locator(".ant-table-row").first().waitFor();
    assert.equal(await page.getByRole("button", { name: /^(整月上报|审核|退回).+的月报$/ }).count(), 0);
  });
});

test("an administrator gives a unit its calendar and takes it back", async () => {
  await inPage({ name: "calendars", account: "admin", path: "/admin/calendars" }, async (page) => {
    const decide = async (button, reason, change) => {
      await page.getByRole("button", { name: "调整日历" }).click();
      await change(dialogOf(page));
      await dialogOf(page).getByRole("textbox", { name: "理由" }).fill(reason);
      await shoot(page, `calendar-${button}`);
      await assertAccessible(page, "deciding a calendar");
      await confirmed(page, "保存");
    };
    await decide("set", "统一报送时间", async (dialog) => {
      await chooseIn(page, "多久报一次", "按周");
      await dialog.getByRole("textbox", { name: /报送日/ }).fill("5");
      await dialog.getByRole("textbox", { name: /依据的文件/ }).fill("样例文件");
    });
    await page.getByText("按周报，每周五前").first().waitFor();
    await inAllSizes(page, "calendars", () => page.getByText("按周报，每周五前").first().waitFor());
    await decide("inherit", "改回沿用上级", (dialog) => dialog.getByRole("checkbox", { name: /沿用上级/ }).click());
    await page.getByText("改回沿用上级").first().waitFor();
  });
});

test("the rules in force are read in words, with their papers", async () => {
  await inPage({ name: "policies", account: "admin", path: "/admin/policies" }, async (page) => {
    await page.getByText("储备库 → 年度建设库").waitFor();
    for (const key of ["library", "annual_plan", "calendar", "checks", "conduct", "statistics_entry", "documents"]) {
      await page.locator(`[data-policy="${key}"]`).getByText("依据：").waitFor();
    }
    await inAllSizes(page, "policies", () => page.getByText("储备库 → 年度建设库").waitFor());
  });
});
