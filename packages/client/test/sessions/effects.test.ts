import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/commands/lookup.ts";
import { commandTable } from "../../src/commands/table.ts";
import { effectOf } from "../../src/sessions/effects.ts";
import { homeOf } from "../../src/sessions/home.ts";

const effect = (words: readonly [string, ...string[]], inTransaction = false) =>
  effectOf(parseCommand(words), inTransaction);

describe("what a command asks of its session", () => {
  it("is nothing, for whatever leaves no trace", () => {
    for (const words of [
      ["GET", "k"],
      ["SET", "k", "v"],
      ["EVAL", "x", "0"],
      ["XREAD", "STREAMS", "s", "0"],
    ] as const) {
      expect(effect(words)).toEqual({ kind: "forward" });
    }
  });

  it("is a hold that binds, for what the server remembers", () => {
    for (const words of [["WATCH", "k"], ["MULTI"], ["SELECT", "1"], ["CLIENT", "SETNAME", "n"]] as const) {
      expect(effect(words)).toMatchObject({ kind: "pin", binding: true });
    }
  });

  it("is a connection for one reply, for what blocks", () => {
    expect(effect(["BLPOP", "k", "1"])).toEqual({ kind: "borrow" });
    expect(effect(["XREAD", "BLOCK", "0", "STREAMS", "s", "0"])).toEqual({ kind: "borrow" });
  });

  it("is only to be queued, inside a transaction", () => {
    for (const words of [["BLPOP", "k", "1"], ["WATCH", "k"], ["SELECT", "1"], ["UNWATCH"]] as const) {
      expect(effect(words, true)).toEqual({ kind: "forward" });
    }
    expect(effect(["EXEC"], true)).toEqual({ kind: "unpin", holds: ["transaction", "watch"] });
  });

  it("is known for every command, or refused with what to use instead", () => {
    for (const { spec } of commandTable().values()) {
      try {
        effectOf({ spec, args: [] }, false);
      } catch (error) {
        expect(error).toMatchObject({
          code: "ERR_USAGE_ARGUMENT",
          message: expect.stringContaining(spec.name),
        });
      }
    }
  });
});

describe("where a session's own connection leads", () => {
  it("is to the first key there is, or where its route says", () => {
    const commands = [["MULTI"], ["GET", "foo"]].map((words) => parseCommand(words));
    expect(homeOf(commands)).toBe(12_182);
    expect(homeOf(commands, { kind: "slotKey", key: "bar", role: "primary" })).toBe(5_061);
    expect(homeOf([parseCommand(["MULTI"])])).toBe(-1);
  });
});
