import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ReportingRecordSchema } from "../gen/pacesetter/registry/v1/honesty_pb";
import { ReportSchema } from "../gen/pacesetter/registry/v1/report_pb";
import { MissingValueSchema } from "../gen/pacesetter/statistics/v1/indicator_pb";
import { countsOf, dueText, explainable, openFindings, parseQuality, parseRecord, qualitySearch, recordLink, scoreMonth, scoreText, spanText, yearsAround } from "./quality";

const of = (text: string) => parseQuality(new URLSearchParams(text), "binzhou", 2020);

describe("the page about the quality of data", () => {
  it("comes back from its address as it went", () => {
    const filter = { view: "duplicates", unit: "zouping", year: 2019, month: 3, decided: true } as const;
    expect(of(qualitySearch(filter).toString())).toEqual(filter);
  });

  it("survives a mistyped address", () => {
    expect(of("view=toString&year=20x0&month=13&decided=yes")).toEqual({ view: "record", unit: "binzhou", year: 2020, month: 0, decided: false });
    expect(parseRecord(new URLSearchParams("kind=constructor"), "binzhou", 2020).kind).toBe("missing");
  });

  it("offers the last years and the one asked for", () => {
    expect(yearsAround(2026, 2012)).toEqual([2026, 2025, 2024, 2023, 2022, 2021, 2020, 2019, 2018, 2012]);
    expect(yearsAround(2020, 2020)).toHaveLength(9);
  });

  it("leads to the rows behind a figure", () => {
    const filter = { unit: "zouping", year: 2020, month: 5, kind: "late" };
    expect(parseRecord(new URLSearchParams(recordLink(filter).split("?")[1]), "binzhou", 2019)).toEqual(filter);
  });
});

describe("a unit's record", () => {
  const record = create(ReportingRecordSchema, { year: { due: 9, late: 2 }, months: [{ month: "2020-05", counts: { due: 4, late: 1 } }] });

  it("is the year's, or a month's that is due", () => {
    expect(countsOf(record, 0)?.late).toBe(2);
    expect(countsOf(record, 5)?.late).toBe(1);
    expect(countsOf(record, 6)).toBeUndefined();
    expect([spanText(2020, 0), spanText(2020, 5)]).toEqual(["2020年以来", "2020年5月"]);
  });

  it("goes by a day of the month or of the next", () => {
    expect(dueText({ dueDay: 25, dueMonthOffset: 0 })).toBe("当月25日");
    expect(dueText({ dueDay: 5, dueMonthOffset: 1 })).toBe("次月5日");
    expect(dueText({ dueDay: 0, dueMonthOffset: 0 })).toBe("见各单位报送日历");
  });
});

describe("a unit's score", () => {
  it("is of the month asked for, else of the newest there is", () => {
    expect(scoreMonth({ year: 2020, month: 5 }, "2020-07")).toBe("2020-05");
    expect(scoreMonth({ year: 2020, month: 0 }, "2020-07")).toBe("2020-07");
    expect(scoreMonth({ year: 2019, month: 0 }, "2020-07")).toBe("2019-12");
  });

  it("shows how it comes out of its parts", () => {
    const part = (weight: number, counts: bigint, whole: bigint) => ({ weight, part: counts, whole, missing: undefined });
    const none = { weight: 20, part: 0n, whole: 0n, missing: create(MissingValueSchema, { reason: "NO_STAGE_ENTERED" }) };
    expect(scoreText([part(60, 6n, 10n), part(40, 9n, 12n)])).toBe("60 × 6/10 + 40 × 9/12");
    expect(scoreText([part(60, 6n, 10n), part(20, 9n, 12n), none])).toBe("（60 × 6/10 + 20 × 9/12）× 100/80");
    expect(scoreText([none])).toBe("");
  });
});

describe("findings to explain", () => {
  const finding = (reason: string, asked: boolean, text = "") => ({ reason, explanationAsked: asked, explanations: text ? [{ text }] : [] });
  const accepted = { number: 1, findings: [finding("MONTH_JUMP", true), finding("SAME_AMOUNT", true, "设备款"), finding("REGION_DIFFERS", false)] };

  it("are those that ask for words and have none", () => {
    const report = create(ReportSchema, { accepted });
    expect(openFindings(explainable(report)).map((f) => f.reason)).toEqual(["MONTH_JUMP"]);
    expect(openFindings(undefined)).toEqual([]);
  });

  it("are the newer revision's where one is in work", () => {
    const report = create(ReportSchema, { accepted, pending: { number: 2, findings: [finding("YEAR_MISMATCH", true)] } });
    expect(openFindings(explainable(report)).map((f) => f.reason)).toEqual(["YEAR_MISMATCH"]);
  });
});
