import { describe, expect, test } from "vitest";
import { Flag } from "../../src/commands/command.ts";
import { firstKey, keyPositions } from "../../src/commands/keys.ts";
import { parseCommand, specNamed } from "../../src/commands/lookup.ts";
import { UsageError } from "../../src/errors.ts";

const parse = (words: string): ReturnType<typeof parseCommand> => parseCommand(words.split(" "));

describe("a command by its words", () => {
  test("is found in any case, and as bytes", () => {
    expect(parse("gEt k")).toEqual({ spec: specNamed("GET"), args: ["k"] });
    expect(parseCommand([Buffer.from("get"), "k"]).spec).toBe(specNamed("GET"));
  });

  test("is joined with its subcommand", () => {
    expect(parse("config get x")).toEqual({ spec: specNamed("CONFIG GET"), args: ["x"] });
    expect(parse("command").spec.name).toBe("COMMAND");
    expect(parse("command count").spec.name).toBe("COMMAND COUNT");
  });

  test("goes on the wire as its words", () => {
    const { words } = parse("object freq k").spec;
    expect(words.count).toBe(2);
    expect(Buffer.from(words.bytes).toString()).toBe("$6\r\nOBJECT\r\n$4\r\nFREQ\r\n");
  });

  test("that nobody knows has no keys and no flags", () => {
    expect(parse("FT.SEARCH idx *")).toMatchObject({
      spec: { name: "FT.SEARCH", flags: 0, keys: [], firstKey: -1, decode: undefined },
      args: ["idx", "*"],
    });
    expect(parse("client frobnicate x")).toMatchObject({
      spec: { name: "CLIENT FROBNICATE", words: { count: 2 } },
      args: ["x"],
    });
    expect(parse("FT.SEARCH a").spec).not.toBe(parse("FT.SEARCH a").spec);
  });

  test("is refused without a name, or with what can't be sent", () => {
    expect(() => parseCommand([])).toThrow(UsageError);
    expect(() => parseCommand([""])).toThrow(UsageError);
    expect(() => parseCommand(["GET", undefined as unknown as string])).toThrow(UsageError);
  });
});

test("a command knows what it may do and where it goes", () => {
  expect(specNamed("GET")).toMatchObject({ flags: Flag.READONLY, firstKey: 0, request: undefined });
  expect(specNamed("BLPOP").flags).toBe(Flag.WRITE | Flag.BLOCKING);
  expect(specNamed("WATCH").flags).toBe(Flag.NO_MULTI);
  expect(specNamed("DEL")).toMatchObject({ request: "multi_shard", response: "agg_sum" });
  // Redis 7.0 says it may be split, which would break its promise; Valkey has put that right.
  expect(specNamed("MSETNX").request).toBeUndefined();
});

test("scripts are neither known to write nor only to read, unless they say so", () => {
  for (const name of ["EVAL", "EVALSHA", "FCALL"]) {
    expect(specNamed(name).flags & (Flag.READONLY | Flag.WRITE)).toBe(0);
  }
  for (const name of ["EVAL_RO", "EVALSHA_RO", "FCALL_RO", "SORT_RO", "BITFIELD_RO"]) {
    expect(specNamed(name).flags & Flag.READONLY).toBe(Flag.READONLY);
  }
});

test("a slot as an argument is no key", () => {
  expect(specNamed("CLUSTER COUNTKEYSINSLOT")).toMatchObject({ slotArgument: 0, firstKey: -1, keys: [] });
  expect(specNamed("CLUSTER GETKEYSINSLOT").slotArgument).toBe(0);
  expect(specNamed("GET").slotArgument).toBe(-1);
  expect(specNamed("CLUSTER SETSLOT").slotArgument).toBe(-1);
});

describe("keys", () => {
  const keysOf = (words: string): unknown[] => {
    const command = parse(words);
    return keyPositions(command).map((position) => command.args[position]);
  };

  test("the first key tells the slot", () => {
    const first = (words: string): unknown => firstKey(parse(words));
    expect(first("GET k")).toBe("k");
    expect(first("PING")).toBeUndefined();
    expect(first("EVAL s 2 a b c")).toBe("a");
    expect(first("EVAL s 0 a")).toBeUndefined();
    expect(first("XREADGROUP GROUP g c STREAMS s t > >")).toBe("s");
    expect(first("MIGRATE h 1 k 0 5")).toBe("k");
    expect(first("SPUBLISH ch m")).toBe("ch");
  });

  test("counted keys are found with the key they are stored under", () => {
    expect(keysOf("ZUNIONSTORE d 2 a b WEIGHTS 1 2")).toEqual(["d", "a", "b"]);
    expect(keysOf("BLMPOP 0 1 a LEFT")).toEqual(["a"]);
    expect(keysOf("MSETEX 2 a 1 b 2 EX 5")).toEqual(["a", "b"]);
  });

  test.each(["EVAL s x a", "EVAL s 2 a", "EVAL s -1 a", "ZUNION 1.5 a", "LMPOP 3 a LEFT"])(
    "a wrong number of keys is a mistake: %s",
    (words) => {
      expect(() => keyPositions(parse(words))).toThrow(UsageError);
    },
  );

  test("arguments that are missing are no keys", () => {
    expect(keysOf("GET")).toEqual([]);
    expect(keysOf("XREAD COUNT 5")).toEqual([]);
    expect(keysOf("ZUNION")).toEqual([]);
  });
});
