import { Flag } from "fairlead/internal";
import { describe, expect, it } from "vitest";
import { toldOf } from "../../src/resp/command-info.ts";

describe("toldOf", () => {
  it("reads key specifications of either protocol", () => {
    const begin = { type: "keyword", spec: { keyword: "streams", startfrom: 1 } };
    const find = { type: "range", spec: { lastkey: -1, keystep: 1, limit: 2 } };
    const flat = (value: object): unknown[] =>
      Object.entries(value).flatMap(([key, each]) => [key, typeof each === "object" ? flat(each) : each]);
    for (const spec of [
      { begin_search: begin, find_keys: find },
      flat({ begin_search: begin, find_keys: find }),
    ]) {
      const told = toldOf("MOD.READ", [
        "mod.read",
        -2,
        ["readonly", "movablekeys"],
        0,
        0,
        0,
        ["@read"],
        [],
        [spec],
        [],
      ]);
      expect(told?.refusal).toBe(undefined);
      expect(told?.spec).toMatchObject({
        flags: Flag.READONLY,
        firstKey: -2,
        keys: [
          {
            begin: { kind: "keyword", keyword: "STREAMS", from: 0 },
            find: { kind: "range", last: -1, step: 1, limit: 2 },
          },
        ],
      });
    }
  });

  it("reads the older form, with the keys' positions", () => {
    const told = toldOf("MOD.MSET", ["mod.mset", -3, ["write"], 1, -1, 2, ["@write"]]);
    expect(told?.spec).toMatchObject({
      flags: Flag.WRITE,
      firstKey: 0,
      keys: [{ begin: { kind: "index", index: 0 }, find: { kind: "range", last: -1, step: 2 } }],
    });
    expect(toldOf("MOD SUB", ["mod|sub", 3, [], 2, 3, 1, []])?.spec.keys).toMatchObject([
      { begin: { kind: "index", index: 0 }, find: { kind: "range", last: 1 } },
    ]);
  });

  it("refuses commands of which the server doesn't tell where their keys are", () => {
    const told = toldOf("MOD.ANY", ["mod.any", -2, ["movablekeys"], 0, 0, 0, []]);
    expect(told?.refusal).toBe("the server doesn't tell where its keys are");
  });

  it("knows nothing of commands that the server doesn't know", () => {
    expect(toldOf("X", null)).toBe(undefined);
    expect(toldOf("X", undefined)).toBe(undefined);
  });
});
