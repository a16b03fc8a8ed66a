// The county's desk: BASE_URL names the platform, MONTH a month of a year with projects. It makes three projects two
// years after it, of which one is reported so that the city can judge the report, and a department that it closes again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertAccessible, baseURL, firstRow, inAllSizes, PHONE, shoot, WIDE, withBrowser } from "./browser.mjs";
import { post } from "./moves.mjs";

const { MONTH = "2020-05" } = process.env;
const YEAR = Number(MONTH.slice(0, 4)) + 2;
const AT = `${YEAR}-03`;
const inPage = withBrowser();
const number = Math.floor(Math.random() * 1e6);
const NAME = `示例案头${number}一期项目`;
const OTHERS = [`示例案头${number}水泥粉磨`, `示例案头${number}光伏组件`];
const LIST = `/projects?month=${AT}&q=${number}`;
let id = "";
let unit = "";

const dialogOf = (page) => page.getByRole("dialog");

test("a project is made: faults beside their fields, a draft that survives, what is doubtful asked about", async () => {
  await inPage({ name: "desk-new", account: "county", path: LIST }, async (page) => {
    unit = await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).grants[0].unit);
    await page.getByRole("button", { name: "新建", exact: true }).click();
    await page.waitForURL(/projects\/new/);
    await page.locator("#name").waitFor(); // the list has a button of that name too
    await page.getByRole("button", { name: "新建", exact: true }).click();
    await page.getByText("请填项目名称").waitFor();
    await page.getByText("还有 5 项要填或要改").waitFor();
    await shoot(page, "desk-new-faults");
    await page.getByLabel("项目名称").fill(NAME);
    await page.getByLabel("项目代码").fill("2020-371626-26-03-00000");
    await page.locator(".ant-form-item-explain-error", { hasText: "项目代码" }).first().waitFor(); // the standard's own sentence
    await page.reload();
    await page.getByText("已恢复您上次没有保存的内容").waitFor();
    assert.equal(await page.getByLabel("项目名称").inputValue(), NAME);
    await page.getByLabel("项目代码").fill("");
    await page.getByLabel("项目单位").fill(`示例案头${number}有限公司`);
    await page.getByLabel("建设地点").fill("开发区一路");
    await pick(page, "category", "产业");
    await pick(page, "nature", "新建");
    await page.getByLabel("总投资（万元）").fill("1.2亿");
    await page.getByLabel("年度计划（万元）").fill("13000");
    await page.getByRole("checkbox", { name: "县重点" }).check();
    await inAllSizes(page, "desk-new", () => page.getByLabel("总投资（万元）").waitFor());
    await page.getByRole("button", { name: "新建", exact: true }).click();
    await dialogOf(page).getByText("年度计划 13,000 万元大于总投资 12,000 万元").waitFor();
    await dialogOf(page).getByRole("button", { name: "回去核对" }).click();
    await dialogOf(page).waitFor({ state: "hidden" });
    await page.getByLabel("年度计划（万元）").fill("3500");
    await page.getByRole("button", { name: "新建", exact: true }).click();
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
    id = /projects\/([0-9a-f-]{36})/.exec(page.url())[1];
    await page.locator(".project-head h1", { hasText: NAME }).waitFor();
    await page.getByRole("row").filter({ hasText: `${YEAR}` }).getByText("12,000").waitFor();
    await page.goto(baseURL() + LIST);
    await page.getByText("共 1 个项目").waitFor();
    await page.goto(`${baseURL()}/projects/new?year=${YEAR}`);
    await page.getByLabel("项目名称").waitFor();
    assert.equal(await page.getByLabel("项目名称").inputValue(), "", "the draft went with the project");
  });
});

// An option of a field of a form, by the field's ID.
async function pick(page, field, option) {
  await page.locator(`#${field}`).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: option }).first().click();
}

test("who edits while somebody else saves sees both versions, and loses nothing", async () => {
  await inPage({ name: "desk-edit", account: "county", path: `/projects/${id}?tab=facts` }, async (page) => {
    await page.getByRole("button", { name: `修改（${YEAR}年）` }).click();
    await page.getByLabel("建设内容及规模").fill("年产十万件");
    await page.getByLabel("年度计划（万元）").fill("3600");
    await page.getByText("改动 2 项").waitFor();
    await inAllSizes(page, "desk-edit", () => page.getByText("改动 2 项").waitFor());
    await page.evaluate(rename, [id, "开发区二路"]);
    page.faults = [];
    await page.getByRole("button", { name: "保存", exact: true }).click();
    const both = page.getByRole("table", { name: "两个版本" });
    await both.getByRole("row").filter({ hasText: "建设地点" }).getByText("开发区二路").first().waitFor();
    await both.getByRole("row").filter({ hasText: "建设内容及规模" }).getByText("年产十万件").waitFor();
    await inAllSizes(page, "desk-conflict", () => both.waitFor());
    await page.getByRole("button", { name: "保留我改的，其余用现在登记的" }).click();
    assert.equal(await page.getByLabel("建设地点").inputValue(), "开发区二路");
    await page.getByLabel("修改理由").fill("核对批复");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await page.getByText("年产十万件").waitFor();
    await page.getByText("开发区二路").waitFor();
    await page.getByRole("row").filter({ hasText: `${YEAR}` }).getByText("3,600").waitFor();
    await shoot(page, "desk-facts");
    page.faults = page.faults.filter((text) => !text.includes("409"));
  });
});

// What somebody else saves meanwhile: another place.
async function rename([project, place]) {
  const known = (await (await fetch(`/api/v1/projects/${project}`)).json()).project;
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const answer = await fetch(`/api/v1/projects/${project}`, { method: "PUT", headers, body: JSON.stringify({ project: { ...known, place }, version: known.version }) });
  if (!answer.ok) throw new Error(await answer.text());
}

test("the county puts several projects on a list at once, which the city confirms", async () => {
  await inPage({ name: "desk-bulk", account: "county", path: LIST }, async (page) => {
    for (const name of OTHERS) {
      const year = { year: YEAR, unit, listings: [{ key: "county", fromMonth: 1 }], category: "industry", nature: "NATURE_NEW", totalInvestmentYuan: "80000000", plannedYuan: "20000000" };
      await post(page, "/api/v1/projects", { project: { name, company: { name: `${name}公司` }, stage: "STAGE_BUILDING", years: [year] } });
    }
    await page.reload();
    await page.getByText("共 3 个项目").waitFor();
    await page.getByRole("checkbox", { name: `选择${NAME}` }).check();
    await page.getByRole("button", { name: "选择本页全部" }).click();
    await page.getByText("所选 3 个").waitFor();
    await shoot(page, "desk-selected");
    await page.getByRole("button", { name: "批量调整级别" }).click();
    await page.locator("#bulk-key").click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: "市重点" }).click();
    await dialogOf(page).getByText("作为申请保留，市级确认以前显示但不计入").waitFor();
    await shoot(page, "desk-bulk");
    await assertAccessible(page, "a change of several listings");
    await dialogOf(page).getByRole("button", { name: "加入（3 个）" }).click();
    await dialogOf(page).getByText("已调整 3 个，没有变化 0 个，没有成功 0 个").waitFor();
    await shoot(page, "desk-bulk-done");
    await dialogOf(page).getByRole("button", { name: "完成" }).click();
    await page.getByText("市(待)").first().waitFor();
    assert.equal(await page.getByText(/^所选/).count(), 0, "nothing is left to do");
  });
  await inPage({ name: "desk-confirm", account: "city", path: LIST }, async (page) => {
    await page.getByRole("checkbox", { name: "级别待确认" }).click();
    await page.waitForURL(/proposed=1/);
    await page.getByText("共 3 个项目").waitFor();
    await inAllSizes(page, "desk-proposed", firstRow(page));
    for (const name of [NAME, OTHERS[0]]) await page.getByRole("checkbox", { name: `选择${name}` }).check();
    await page.getByRole("button", { name: "批量调整级别" }).click();
    await pick(page, "bulk-deed", "确认");
    await pick(page, "bulk-key", "市重点");
    await dialogOf(page).getByText("确认后计入汇总").waitFor();
    await dialogOf(page).getByRole("button", { name: "确认（2 个）" }).click();
    await dialogOf(page).getByText("已调整 2 个").waitFor();
    await dialogOf(page).getByRole("button", { name: "完成" }).click();
    await page.getByText("共 1 个项目").waitFor();
  });
});

test("what fails stays chosen with its reason, and Esc stops between two", async () => {
  await inPage({ name: "desk-stop", account: "city", path: LIST }, async (page) => {
    await page.getByText("共 3 个项目").waitFor();
    await page.getByRole("checkbox", { name: `选择${NAME}` }).check();
    await page.getByRole("button", { name: "选择本页全部" }).click();
    let reads = 0;
    let release = () => {};
    const held = new Promise((done) => (release = done));
    await page.route(/\/api\/v1\/projects\/[0-9a-f-]{36}$/, async (route) => {
      reads += 1;
      if (reads === 1) return route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ reason: "UNAVAILABLE", message: "服务暂时不可用。" }) });
      await held;
      return route.continue();
    });
    await page.getByRole("button", { name: "批量调整级别" }).click();
    await pick(page, "bulk-deed", "移出");
    await pick(page, "bulk-key", "技改");
    await dialogOf(page).getByRole("button", { name: "移出（3 个）" }).click();
    await page.getByText("1/3").waitFor();
    await page.keyboard.press("Escape");
    release();
    await dialogOf(page).getByText("没有变化 1 个，没有成功 1 个，已停止").waitFor();
    await dialogOf(page).getByText("服务暂时不可用。（UNAVAILABLE）").waitFor();
    await shoot(page, "desk-stopped");
    await dialogOf(page).getByRole("button", { name: "完成" }).click();
    await page.getByText("所选 2 个").waitFor();
    page.faults = page.faults.filter((text) => !text.includes("503"));
  });
});

test("the list is handed out whole, as a workbook and as CSV", async () => {
  await inPage({ name: "desk-export", account: "county", path: LIST }, async (page) => {
    await page.getByText("共 3 个项目").waitFor();
    const saved = async (button) => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button, exact: true }).click()]);
      return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
    };
    const book = await saved("导出");
    assert.match(book.name, /项目清单\.xlsx$/);
    assert.equal(book.content.subarray(0, 2).toString(), "PK", "a workbook");
    const csv = (await saved("CSV")).content.toString();
    for (const part of [/截至 \d{4}-/, /投资单位：万元/, /合计,3 个项目/, new RegExp(NAME), new RegExp(OTHERS[1])]) assert.match(csv, part);
    assert.equal(csv.trim().split("\r\n").length, 3 + 1 + 1 + 3, "titles, header, total, projects");
  });
  await inPage({ name: "desk-reader", account: "province", path: LIST }, async (page) => {
    await page.getByText("共 3 个项目").waitFor();
    await page.getByRole("button", { name: "导出", exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "新建", exact: true }).count(), 0);
    assert.equal(await page.getByRole("checkbox", { name: `选择${NAME}` }).count(), 0);
    await page.setViewportSize(PHONE);
    await page.locator(".phone-rows li").first().waitFor();
    await page.setViewportSize(WIDE);
    await page.goto(`${baseURL()}/projects/new`);
    await page.getByText("您的账号不能打开这个页面").waitFor();
  });
});

test("the city holds a report false, and takes that back", async () => {
  const figures = { monthYuan: "10000000", yearToDateYuan: "10000000", cumulativeYuan: "10000000" };
  let report;
  await inPage({ name: "desk-report", account: "county", path: LIST }, async (page) => {
    ({ report } = await post(page, `/api/v1/projects/${id}/reports/${AT}`, { figures, progress: "基础施工", submit: true, version: "0" }, "PUT"));
  });
  await inPage({ name: "desk-judge", account: "city", path: LIST }, async (page) => {
    if (report.pending) await post(page, `/api/v1/projects/${id}/reports/${AT}:accept`, { version: report.version }); // else the unit accepts by itself
    await page.goto(`${baseURL()}/quality/reports?${new URLSearchParams({ unit, year: String(YEAR), month: "0", kind: "late" })}`);
    const row = page.getByRole("row").filter({ hasText: NAME });
    await row.getByRole("button", { name: /^判定/ }).click();
    await dialogOf(page).getByText("本月 1,000，年度 1,000").waitFor();
    assert.ok(await dialogOf(page).getByRole("button", { name: "判为不实" }).isDisabled(), "a verdict has a reason");
    await dialogOf(page).getByLabel(/^理由/).fill("现场核查与所报不符");
    await shoot(page, "desk-judge");
    await assertAccessible(page, "judging a report");
    await dialogOf(page).getByRole("button", { name: "判为不实" }).click();
    await dialogOf(page).waitFor({ state: "hidden" });
    await row.getByText("不实", { exact: true }).waitFor();
    await inAllSizes(page, "desk-judged", firstRow(page));
    await row.getByRole("button", { name: /^改判/ }).click();
    await dialogOf(page).getByText(/判为不实：现场核查与所报不符/).waitFor();
    await dialogOf(page).getByLabel(/^理由/).fill("复核属实");
    await dialogOf(page).getByRole("button", { name: "判为属实" }).click();
    await dialogOf(page).waitFor({ state: "hidden" });
    await row.getByText("属实", { exact: true }).waitFor();
  });
});

test("an administrator adds a department and closes it", async () => {
  const name = `示例科${number}`;
  await inPage({ name: "desk-departments", account: "admin", path: `/admin/departments?unit=${unit}` }, async (page) => {
    await page.getByRole("button", { name: "新增部门" }).click();
    await dialogOf(page).getByLabel(/^名称/).fill(name);
    await dialogOf(page).getByRole("button", { name: "新增", exact: true }).click();
    await dialogOf(page).waitFor({ state: "hidden" });
    await page.getByRole("row").filter({ hasText: name }).getByText("在用").waitFor();
    await inAllSizes(page, "desk-departments", firstRow(page));
    await page.getByRole("button", { name: `撤销${name}` }).click();
    await shoot(page, "desk-department-close");
    await dialogOf(page).getByRole("button", { name: "撤销", exact: true }).click();
    await dialogOf(page).waitFor({ state: "hidden" });
    await page.getByRole("button", { name: `撤销${name}` }).waitFor({ state: "detached" });
    await page.getByRole("checkbox", { name: "含已撤销的" }).click();
    await page.getByRole("row").filter({ hasText: name }).first().waitFor();
  });
});
