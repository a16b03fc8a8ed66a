// The browser and the few moves that all tests share.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const screenshots = process.env.SCREENSHOTS ?? fileURLToPath(new URL("../../../../build/screenshots", import.meta.url));

export const WIDE = { width: 1440, height: 900 };
export const OFFICE = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

export function baseURL() {
  assert.ok(process.env.BASE_URL, "BASE_URL names the console, e.g. http://127.0.0.1:8080");
  return process.env.BASE_URL.replace(/\/$/, "");
}

async function launch() {
  mkdirSync(screenshots, { recursive: true });
  // As root, as in CI's containers, Chromium has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  // In a locale without UTF-8 Chromium drops, without a word, a picked file whose name is Chinese.
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args, env });
}

// Nobody is signed in yet when the console first asks who is; the issuer's page is not the console's.
function expected(message) {
  const { url } = message.location();
  return (message.text().includes("401") && url.endsWith("/api/v1/session")) || url.endsWith("/favicon.ico");
}

// A page that remembers every error of its console, and moves nothing: what is about to
// move may slip away under a click.
async function openPage(browser, viewport = WIDE) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce" });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !expected(message)) page.faults.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => page.faults.push(error.message));
  return page;
}

// One browser for the tests of a file; each runs in a page of its own.
export function withBrowser() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
  });
  return async function inPage(options, run) {
    const page = await openPage(browser, options.viewport);
    try {
      if (options.account) await signIn(page, options.account, options.path, options.plain);
      await run(page);
      assertNoFaults(page);
    } catch (error) {
      await shoot(page, `failed-${options.name}`).catch(() => {});
      throw error;
    } finally {
      await page.context().close();
    }
  };
}

// Takes the page through the three sizes: looked at, no wider than its window, accessible.
export async function inAllSizes(page, name, ready) {
  for (const viewport of [WIDE, OFFICE, PHONE]) {
    await page.setViewportSize(viewport);
    await ready(viewport);
    await shoot(page, name);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(sideways <= 0, `${name} is ${sideways} px too wide at ${viewport.width}`);
    await assertAccessible(page, `${name} at ${viewport.width}`);
  }
  await page.setViewportSize(WIDE);
}

export const firstRow = (page) => (viewport) => page.locator(viewport === PHONE ? ".phone-rows li" : ".ant-table-row").first().waitFor();

// Signs in by the requests that the pages make, without showing them; the pages are seen in
// the test of signing in. A plain page has no frame to leave by.
async function signIn(page, account, path = "/", plain = false) {
  const { request } = page.context();
  const choice = await request.get(`${baseURL()}/auth/login?return=/api/v1/session`);
  const form = Object.fromEntries([...(await choice.text()).matchAll(HIDDEN)].map(([, name, value]) => [name, plainText(value)]));
  const answer = await request.post(new URL("/authorize", choice.url()).href, { form: { ...form, account: `dev-${account}` } });
  assert.ok(answer.ok() && answer.url().startsWith(baseURL()), `${account} is signed in: ${answer.status()} ${answer.url()}`);
  await page.goto(baseURL() + path);
  if (!plain) await page.getByRole("button", { name: "退出" }).waitFor();
}

const HIDDEN = /<input type="hidden" name="([^"]*)" value="([^"]*)">/g;

function plainText(html) {
  return html.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replaceAll("&amp;", "&");
}

export async function shoot(page, name) {
  const { width } = page.viewportSize();
  await page.screenshot({ path: `${screenshots}/${name}-${width}.png`, animations: "disabled" });
}

export async function assertAccessible(page, what) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = found.violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html.slice(0, 200)).join("\n  ")}`);
  assert.deepEqual(serious, [], `axe on ${what}`);
}

function assertNoFaults(page) {
  assert.deepEqual(page.faults, [], "errors in the browser's console");
}

export async function figure(page, title) {
  const text = await page.locator(`[data-figure="${title}"] .value`).innerText();
  return Number(text.replace(/,/g, "").match(/-?[\d.]+/)?.[0]);
}

export async function choose(page, label, option) {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
}

// Picks YYYY-MM: walks to the year, then takes the month.
export async function pickMonth(page, label, month) {
  const [year, number] = month.split("-").map(Number);
  await page.getByRole("button", { name: new RegExp(`^${label}：`) }).click();
  const panel = page.getByRole("group", { name: "年和月" });
  for (let tries = 0; tries < 60; tries++) {
    const shown = Number((await panel.locator("header .number").innerText()).replace(/\D/g, ""));
    if (shown === year) break;
    await panel.getByRole("button", { name: shown > year ? "上一年" : "下一年" }).click();
  }
  await panel.getByRole("button", { name: `${number}月`, exact: true }).click();
  await panel.waitFor({ state: "detached" });
}

/** Picks a file and waits until the page shows it. */
export async function pickFile(page, path) {
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.locator(".picked").waitFor();
}
