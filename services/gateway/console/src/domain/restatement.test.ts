import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { RestatementSchema } from "../gen/pacesetter/statistics/v1/cutoff_pb";
import { RollupFiguresSchema } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { comparedFigures, restatedLines } from "./restatement";

const names: Record<string, string> = { bincheng: "滨城区", zouping: "邹平市" };

describe("what is known otherwise than it was frozen", () => {
  it("stands on lines of its own, money without loss and differences with their sign", () => {
    const restatement = create(RestatementSchema, {
      projectId: "p1",
      figures: [
        { figure: "invested_yuan", old: 12_005_000n, new: 11_000_000n },
        { figure: "reported", old: 0n, new: 1n },
      ],
      attributes: [
        { attribute: "unit", old: "bincheng", new: "zouping" },
        { attribute: "listings", old: "city,county", new: "" },
      ],
    });
    const lines = restatedLines([restatement], (code) => names[code] ?? code);
    expect(lines.map((l) => [l.what, l.old, l.now, l.difference])).toEqual([
      ["年度完成（万元）", "1,200.5", "1,100", "-100.5"],
      ["已报", "0", "1", "+1"],
      ["考核单位", "滨城区", "邹平市", ""],
      ["级别", "市重点、县重点", "—", ""],
    ]);
    expect(new Set(lines.map((l) => l.key)).size).toBe(4);
  });

  it("is told of the unit's figures too, without a difference where there is none", () => {
    const frozen = create(RollupFiguresSchema, { projects: 433n, investedYuan: 47_933_000_000n });
    const now = create(RollupFiguresSchema, { projects: 433n, investedYuan: 47_930_000_000n });
    const all = comparedFigures(frozen, now);
    expect(all[0]).toEqual({ title: "项目数", unit: "个", frozen: "433", now: "433", difference: "" });
    expect(all[3]).toMatchObject({ title: "年度完成", frozen: "479.33", now: "479.30", difference: "-0.03" });
  });
});
