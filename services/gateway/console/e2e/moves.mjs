// What several tests do on the pages.
import assert from "node:assert/strict";
import { shoot } from "./browser.mjs";

// From the drawer to the page of its own; the drawer may outlive the change of the address.
export async function openWhole(page) {
  await page.getByRole("link", { name: "打开整页" }).click();
  await page.getByRole("button", { name: "返回", exact: true }).waitFor();
  await page.locator(".ant-drawer-open").waitFor({ state: "hidden" });
}

const SUMS = ["month_yuan", "year_to_date_yuan", "cumulative_yuan"];

// Corrects the month by some 万元, and with it what it adds to.
export async function correct(page, month, wan) {
  await page.getByRole("button", { name: `更正${Number(month.slice(0, 4))}年${Number(month.slice(5))}月` }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "更正" });
  await dialog.locator("#month_yuan").waitFor();
  const sums = {};
  for (const id of SUMS) sums[id] = Number(await dialog.locator(`#${id}`).inputValue());
  for (const id of SUMS) {
    const field = dialog.locator(`#${id}`);
    await field.fill(String(Math.round((sums[id] + wan) * 10_000) / 10_000));
  }
  await dialog.locator("#reason").fill("核对凭证后更正");
  if (wan > 0) await shoot(page, "report-form");
  await dialog.getByRole("button", { name: "提交" }).click();
  await dialog.waitFor({ state: "hidden" });
}

// Writes by the API as who is signed in, for what a test begins with.
export async function post(page, url, body, method = "POST") {
  const answer = await page.evaluate(
    async ([to, sent, verb]) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const init = { method: verb, headers, body: JSON.stringify(sent) };
      const response = await fetch(to, init);
      return { ok: response.ok, body: await response.json() };
    },
    [url, body, method],
  );
  assert.ok(answer.ok, `${url}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

// Looks for an option by what is typed, and takes the first that has it.
export async function pickOption(page, label, text) {
  const field = page.getByRole("dialog").getByRole("combobox", { name: label });
  await field.click();
  await field.fill(text);
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: text }).first().click();
}

// Picks one of few in the open dialog, whose required fields have a sign before their names.
export async function chooseIn(page, label, option) {
  await page.getByRole("dialog").getByRole("combobox", { name: label }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
}

// Gives a project other tags by the API; all else of it stays.
export async function retag(page, id, tags) {
  const answer = await page.evaluate(
    async ([project, wanted]) => {
      const told = (await (await fetch(`/api/v1/projects/${project}`)).json()).project;
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const body = JSON.stringify({ project: told, version: told.version, tags: { tags: wanted }, reason: "按体系归类" });
      const response = await fetch(`/api/v1/projects/${project}`, { method: "PUT", headers, body });
      return { ok: response.ok, text: await response.text() };
    },
    [id, tags],
  );
  assert.ok(answer.ok, answer.text);
}
