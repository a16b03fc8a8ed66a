import { describe, expect, it } from "vitest";
import { errorOf } from "../api/errors";
import { newestHalfReported, newestMonth, newestReported } from "./firstMonth";

const month = (text: string, reported: bigint, due: bigint) => ({ month: text, reported, due });

describe("the month to begin with", () => {
  const may = month("2020-05", 433n, 433n);

  it("is not one of which a first sheet alone has come", () => {
    const months = [month("2020-04", 433n, 433n), may, month("2020-06", 2n, 435n), month("2020-07", 0n, 435n)];
    expect(newestHalfReported(months)).toBe("2020-05");
    expect(newestReported(months)).toBe("2020-06");
  });

  it("is one of which half is reported", () => {
    expect(newestHalfReported([may, month("2020-06", 218n, 435n)])).toBe("2020-06");
    expect(newestHalfReported([may, month("2020-06", 217n, 435n)])).toBe("2020-05");
  });

  it("is none without a report", () => {
    expect(newestHalfReported([month("2020-01", 0n, 0n)])).toBeNull();
    expect(newestReported([month("2020-01", 0n, 3n)])).toBeNull();
    expect(newestHalfReported([month("2020-01", 1n, 3n)])).toBeNull();
  });

  it("is told in whatever order the months come", () => {
    expect(newestHalfReported([may, month("2020-04", 433n, 433n)])).toBe("2020-05");
  });
});

describe("the newest month", () => {
  const founded = async (year: number) => {
    if (year < 2020) throw errorOf(404, "");
    return year === 2020 ? [month("2020-05", 1n, 3n)] : [];
  };
  const away = async (year: number) => {
    if (year === 2020) throw errorOf(503, "");
    return founded(year);
  };

  it("is looked for in the years before, down to those that the unit does not have", async () => {
    expect(await newestMonth("2021-02", founded, false)).toBe("2020-05");
  });

  it("is the present one where nothing is reported", async () => {
    expect(await newestMonth("2021-02", async () => [], false)).toBe("2021-02");
  });

  it("is not guessed for a print", async () => {
    await expect(newestMonth("2021-02", away, false)).rejects.toMatchObject({ status: 503 });
  });

  it("may be guessed for who works at a screen", async () => {
    expect(await newestMonth("2021-02", away, true)).toBe("2021-02");
  });
});
