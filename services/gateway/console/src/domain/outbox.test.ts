import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors";
import type { Letter } from "./outbox";
import { complete, failed, insisted, letterOf, lettersOf, requestOf, saidFault, settled, sumsOf, withLetter } from "./outbox";
import { NOTHING_SAID } from "./phone";

const letter: Letter = {
  project: "p1",
  name: "示例项目",
  month: "2020-06",
  said: { ...NOTHING_SAID, month: "70.5", progress: " 主体封顶 ", problems: "" },
  earlier: { yearToDate: "500", cumulative: "900" },
  version: "0",
  requestId: "r1",
  time: "2020-06-20T01:00:00Z",
  state: "queued",
  message: "",
  theirs: null,
};

describe("what is said of a month", () => {
  it("adds to what was invested before", () => {
    expect(sumsOf(letter.said, letter.earlier)).toEqual({ month: 705_000n, yearToDate: 5_705_000n, cumulative: 9_705_000n });
  });

  it("names all sums where there is nothing before", () => {
    expect(sumsOf(letter.said, null)).toBeNull();
    const said = { ...letter.said, yearToDate: "80", cumulative: "60" };
    expect(saidFault(said, null)).toBe("年度完成不能大于累计完成");
    expect(complete(said, null)).toBe(false);
    expect(complete({ ...said, cumulative: "80" }, null)).toBe(true);
  });

  it("is incomplete without a number", () => {
    expect(complete({ ...letter.said, month: "七十" }, letter.earlier)).toBe(false);
  });
});

describe("a letter", () => {
  it("makes the same call each time it is sent", () => {
    expect(requestOf(letter)).toEqual({
      projectId: "p1",
      month: "2020-06",
      figures: { monthYuan: 705_000n, yearToDateYuan: 5_705_000n, cumulativeYuan: 9_705_000n },
      progress: "主体封顶",
      problems: "",
      submit: true,
      version: 0n,
    });
    expect(requestOf(letter)).toEqual(requestOf({ ...letter }));
  });

  it("stays in the queue while nobody answers or the sign-in has ended", () => {
    for (const status of [0, 401, 429, 503]) expect(failed(letter, new ApiError(status, "UNAVAILABLE", "…")).state).toBe("queued");
  });

  it("is refused for its own faults, and in conflict where somebody was faster", () => {
    expect(failed(letter, new ApiError(400, "MONTH_OVER_YEAR", "超了"))).toMatchObject({ state: "refused", message: "超了" });
    expect(failed(letter, new ApiError(409, "STALE_VERSION", "改过了")).state).toBe("conflict");
  });

  it("that is insisted on is a new intent on what the register has now", () => {
    const theirs = { version: "4", state: "draft" as const, said: NOTHING_SAID, reason: "", earlier: { yearToDate: "510", cumulative: "910" } };
    const mine = insisted({ ...letter, state: "conflict", theirs }, "r2");
    expect(mine).toMatchObject({ version: "4", requestId: "r2", state: "queued", theirs: null });
    expect(requestOf(mine)?.figures?.yearToDateYuan).toBe(5_805_000n);
  });
});

describe("the letters of a machine", () => {
  it("are one of each project and month", () => {
    const letters = withLetter([letter, { ...letter, month: "2020-07" }], { ...letter, requestId: "r2" });
    expect(letters.map((one) => one.requestId).sort()).toEqual(["r1", "r2"]);
    expect(letterOf(letters, "p1", "2020-06")?.requestId).toBe("r2");
  });

  it("lose what was handed in, but not what was written anew meanwhile", () => {
    expect(settled([letter], letter, null)).toEqual([]);
    const anew = { ...letter, requestId: "r2" };
    expect(settled([anew], letter, null)).toEqual([anew]);
  });

  it("are none where what was kept is broken", () => {
    expect(lettersOf("")).toEqual([]);
    expect(lettersOf("{}")).toEqual([]);
    expect(lettersOf(JSON.stringify([letter]))).toEqual([letter]);
  });
});
