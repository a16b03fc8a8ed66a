// The list by the library: BASE_URL names the platform with the scenario of Binzhou. Reads only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, firstRow, inAllSizes, OFFICE, shoot, withBrowser } from "./browser.mjs";

const { MONTH = "2020-05" } = process.env;
const inPage = withBrowser();

const countOf = (page, library) =>
  page.evaluate(
    async ([month, value]) => Number((await (await fetch(`/api/v1/projects?month=${month}&page_size=1${value && `&library=${value}`}`)).json()).totals.projects),
    [MONTH, library],
  );

test("the list tells who stands in a library, and the libraries are all of it", async () => {
  await inPage({ name: "library-list", account: "city", path: `/projects?month=${MONTH}` }, async (page) => {
    await firstRow(page)(page.viewportSize());
    const counts = {};
    for (const library of ["", "PROPOSED", "RESERVE", "ANNUAL", "KEY", "COMPLETED", "WITHDRAWN"]) {
      counts[library] = await countOf(page, library && `LIBRARY_${library}`);
    }
    const { "": all, ...each } = counts;
    assert.equal(Object.values(each).reduce((sum, n) => sum + n, 0), all, JSON.stringify(counts));
    assert.ok(counts.RESERVE > 0 && counts.RESERVE < all, JSON.stringify(counts));

    await choose(page, "项目库", "储备库");
    await page.waitForURL((url) => url.searchParams.get("library") === "reserve");
    await page.getByText(`共 ${counts.RESERVE.toLocaleString("en")} 个项目`).waitFor();
    await inAllSizes(page, "library-list", firstRow(page));

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    assert.match((await download).suggestedFilename(), /储备库/);
    // The reserve is a thousand rows: what nobody stands in is on paper sooner.
    await page.goto(page.url().replace("/projects?", "/print/list?").replace("library=reserve", "library=withdrawn"));
    await page.getByText("项目库：退库").waitFor();
  });
});

test("all filters stand in one line, whatever is chosen", async () => {
  await inPage({ name: "library-bar", account: "city", viewport: OFFICE, path: `/projects?month=${MONTH}&library=annual&report=missing&category=infrastructure` }, async (page) => {
    const bar = page.getByRole("search", { name: "筛选" });
    await bar.getByText("年度建设库").waitFor();
    const { tops, over } = await bar.evaluate((form) => ({
      tops: [...form.children].map((child) => Math.round(child.getBoundingClientRect().top)),
      over: form.scrollWidth - form.clientWidth,
    }));
    assert.equal(new Set(tops).size, 1, `lines at ${tops}`);
    assert.ok(over <= 0, `${over} px too wide`);
    await shoot(page, "library-bar");
  });
});
