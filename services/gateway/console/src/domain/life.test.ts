import { describe, expect, it } from "vitest";
import { Library, Stage } from "../gen/pacesetter/registry/v1/project_pb";
import { certifiable, direction, enterable, hashOf, isHash, nextStage } from "./life";

describe("libraries", () => {
  it("are gone up, down and out of, each by its own call", () => {
    expect(direction(Library.PROPOSED, Library.RESERVE)).toBe("promote");
    expect(direction(Library.ANNUAL, Library.KEY)).toBe("promote");
    expect(direction(Library.KEY, Library.ANNUAL)).toBe("demote");
    expect(direction(Library.RESERVE, Library.WITHDRAWN)).toBe("withdraw");
  });
});

describe("stages", () => {
  it("are certified where something was built", () => {
    expect([Stage.PREPARING, Stage.STARTED, Stage.BUILDING, Stage.COMPLETED, Stage.PRODUCING, Stage.AT_CAPACITY].map(certifiable)).toEqual([false, true, false, true, true, false]);
  });

  it("offer suspension to what is being built, and nothing to what was withdrawn", () => {
    expect(enterable(Stage.BUILDING)).toContain(Stage.SUSPENDED);
    expect(enterable(Stage.PREPARING)).not.toContain(Stage.SUSPENDED);
    expect(enterable(Stage.PREPARING)).not.toContain(Stage.WITHDRAWN);
    expect(enterable(Stage.WITHDRAWN)).toEqual([]);
  });

  it("begin a form with what comes next", () => {
    expect(nextStage(Stage.PREPARING)).toBe(Stage.STARTED);
    expect(nextStage(Stage.BUILDING)).toBe(Stage.COMPLETED);
    expect(nextStage(Stage.SUSPENDED)).toBe(Stage.BUILDING);
    expect(nextStage(Stage.AT_CAPACITY)).toBe(Stage.AT_CAPACITY);
  });
});

describe("evidence", () => {
  it("is recognised by the SHA-256 of its file", async () => {
    const hash = await hashOf(new Blob(["abc"]));
    expect(hash).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(isHash(` ${hash.toUpperCase()} `)).toBe(true);
    expect(isHash(hash.slice(1))).toBe(false);
    expect(isHash(`${hash.slice(1)}g`)).toBe(false);
  });
});
