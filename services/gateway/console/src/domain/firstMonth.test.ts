import { describe, expect, it } from "vitest";
import { newestHalfReported, newestReported } from "./firstMonth";

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
