import { createHash } from "node:crypto";
import { ErrorReply } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { type Arg, type CommandSpec, Flag } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/commands.ts";
import { firstKey, keyPositions } from "../../src/commands/keys.ts";
import { defineFunction, defineScript } from "../../src/scripts/define.ts";
import { supplyScript, withScript } from "../../src/scripts/supply-script.ts";

const LUA = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
const SHA1 = createHash("sha1").update(LUA).digest("hex");
const script = defineScript({ lua: LUA });
const reader = defineScript({ lua: LUA, readOnly: true });

describe("a script", () => {
  it("is a command that names it by its hash, then its keys and arguments", () => {
    const command = script(["a", Buffer.of(0xff)], [1, "x"]);
    expect(command.spec.name).toBe("EVALSHA");
    expect(command.args).toEqual([SHA1, 2, "a", Buffer.of(0xff), 1, "x"]);
    expect(keyPositions(command)).toEqual([2, 3]);
    expect(firstKey(command)).toBe("a");
    expect(firstKey(script([], ["x"]))).toBeUndefined();
  });

  it("counts as a write unless it is read-only", () => {
    expect(script(["k"]).spec.flags & (Flag.WRITE | Flag.READONLY)).toBe(Flag.WRITE);
    expect(reader(["k"]).spec.flags & (Flag.WRITE | Flag.READONLY)).toBe(Flag.READONLY);
    expect(reader(["k"]).spec.name).toBe("EVALSHA_RO");
    expect(defineFunction({ name: "f" })(["k"]).spec.flags & Flag.WRITE).toBe(Flag.WRITE);
  });

  it("has one specification for all its calls", () => {
    expect(script(["a"]).spec).toBe(script(["b"], [1]).spec);
  });

  it("keeps to its form of strings, and takes the other options of a call", () => {
    const bytes = defineScript({ lua: LUA, reply: "bytes" });
    expect(script(["k"]).options).toEqual({ reply: "text" });
    expect(bytes(["k"], [], { timeoutMs: 5 }).options).toEqual({ timeoutMs: 5, reply: "bytes" });
  });

  it("gives a decoder the reply and nothing else", () => {
    const decode = (...given: unknown[]) => given;
    expect(defineScript({ lua: LUA, decode })(["k"]).spec.decode?.("10", [], 0)).toEqual(["10"]);
  });

  it.each([
    ["no source", () => defineScript({} as never)],
    ["an unknown form", () => defineScript({ lua: LUA, reply: "json" as never })],
    ["a function without a name", () => defineFunction({} as never)],
    ["one key instead of an array", () => script("k" as never)],
    ["a key that is a number", () => script([1 as never])],
    ["an argument that is nothing", () => script(["k"], [undefined as never])],
    ["one argument instead of an array", () => script(["k"], 1 as never)],
  ])("refuses %s", (_, call) => {
    expect(call).toThrow(expect.objectContaining({ name: "UsageError" }));
  });
});

describe("a function", () => {
  it("is a command that names it", () => {
    const f = defineFunction({ name: "my_incr" });
    expect(f(["k"], [5])).toMatchObject({ spec: { name: "FCALL" }, args: ["my_incr", 1, "k", 5] });
    expect(defineFunction({ name: "f", readOnly: true })([]).spec.name).toBe("FCALL_RO");
  });
});

describe("a command with its script", () => {
  it("names no hash any more, and is the same otherwise", () => {
    const command = reader(["k"], [1], { timeoutMs: 7 });
    const tracked = { ...command, spec: { ...command.spec, flags: command.spec.flags | Flag.TRACKED } };
    const full = withScript(tracked);
    expect(full.args).toEqual([LUA, 1, "k", 1]);
    expect(full.spec).toMatchObject({ name: "EVAL_RO", script: undefined, flags: tracked.spec.flags });
    expect(full.spec.words).toBe(commands.eval_ro("").spec.words);
    expect(full.options).toBe(command.options);
    expect(withScript(full)).toBe(full);
  });

  it("is itself if it is no script's", () => {
    const command = commands.get("k");
    expect(withScript(command)).toBe(command);
  });
});

describe("a refusal", () => {
  const called = (): { spec: CommandSpec; args: readonly Arg[] } => {
    const { spec, args } = script(["k"], [1]);
    return { spec, args };
  };

  it.each(["NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT No matching script."])(
    "%j has the script sent along, once",
    (message) => {
      const call = called();
      expect(supplyScript(call, new ErrorReply(message))).toBe(true);
      expect(call).toMatchObject({ spec: { name: "EVAL" }, args: [LUA, 1, "k", 1] });
      expect(supplyScript(call, new ErrorReply(message))).toBe(false);
    },
  );

  it.each([
    "NOSCRIPT of my own",
    "NOSCRIPT No matching script. Please use EVAL. script: 5b1e, on @user_script:1.",
    "ERR NOSCRIPT No matching script",
    "WRONGTYPE Operation against a key holding the wrong kind of value",
  ])("%j goes to the caller", (message) => {
    const call = called();
    expect(supplyScript(call, new ErrorReply(message))).toBe(false);
    expect(call.spec.name).toBe("EVALSHA");
  });

  it("of a command that is no script's goes to the caller", () => {
    const { spec, args } = commands.evalsha(SHA1);
    expect(supplyScript({ spec, args }, new ErrorReply("NOSCRIPT No matching script."))).toBe(false);
  });
});
