import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { RollupSchema } from "../gen/pacesetter/statistics/v1/statistics_pb";
import { columnsFor, nextOf, scaleFor, stale, standingOf, tilesOf } from "./wall";

describe("the wall", () => {
  it("stands by what is shown, and without a plan nowhere", () => {
    expect([standingOf("41.6", "41.6"), standingOf("41.5", "41.6"), standingOf("", "41.6")]).toEqual(["ahead", "behind", "unplanned"]);
  });

  it("has a tile for each unit with projects, and says how many are left", () => {
    const children = Array.from({ length: 24 }, (_, at) => ({ unit: `u${at}`, figures: { projects: at < 2 ? 0n : 5n } }));
    const { tiles, left } = tilesOf(create(RollupSchema, { children }));
    expect([tiles.length, left, tiles[0]?.unit]).toEqual([20, 2, "u2"]);
  });

  it("arranges tiles in a grid", () => {
    expect([0, 1, 2, 7, 10, 16, 20].map(columnsFor)).toEqual([1, 1, 2, 3, 4, 4, 5]);
  });

  it("goes round the units", () => {
    expect([nextOf(["a", "b"], "a"), nextOf(["a", "b"], "b"), nextOf(["a", "b"], "gone"), nextOf([], "a")]).toEqual(["b", "a", "a", ""]);
  });

  it("fills the window without cutting anything off", () => {
    expect([scaleFor(1920, 1080), scaleFor(3840, 1080), scaleFor(960, 1080)]).toEqual([1, 1, 0.5]);
  });

  it("says when nothing has changed for a day", () => {
    const now = new Date("2020-06-02T10:00:00Z");
    expect([stale(undefined, now), stale(new Date("2020-06-01T11:00:00Z"), now), stale(new Date("2020-06-01T09:00:00Z"), now)]).toEqual([false, false, true]);
  });
});
