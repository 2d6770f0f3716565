import { DecodeMode, type Reply } from "fairlead-resp";
import { describe, expect, test } from "vitest";
import { parseCommand } from "../../src/commands/lookup.ts";
import { decoderOf } from "../../src/commands/replies.ts";
import { commandTable } from "../../src/commands/table.ts";

const TEXT = DecodeMode.PLAIN;
const BYTES = DecodeMode.PLAIN | DecodeMode.BYTES;

function decode(words: string, reply: Reply, mode: number = TEXT): unknown {
  const { spec, args } = parseCommand(words.split(" "));
  return spec.decode === undefined ? reply : spec.decode(reply, args, mode);
}

/** A command, its reply in RESP2, in RESP3, and decoded: what takes a cluster, or more than one server, to see alive. */
const SHAPES: readonly (readonly [string, Reply, Reply, unknown])[] = [
  [
    "CLUSTER SHARDS",
    [
      [
        "slots",
        [0, 5],
        "nodes",
        [
          ["id", "x", "port", 1],
          ["id", "y", "port", 2],
        ],
      ],
    ],
    [
      {
        slots: [0, 5],
        nodes: [
          { id: "x", port: 1 },
          { id: "y", port: 2 },
        ],
      },
    ],
    [
      {
        slots: [0, 5],
        nodes: [
          { id: "x", port: 1 },
          { id: "y", port: 2 },
        ],
      },
    ],
  ],
  [
    "CLUSTER SLOTS",
    [[0, 5, ["h", 1, "x", ["hostname", "a"]], ["h", 2, "y", []]]],
    [[0, 5, ["h", 1, "x", { hostname: "a" }], ["h", 2, "y", {}]]],
    [[0, 5, ["h", 1, "x", { hostname: "a" }], ["h", 2, "y", {}]]],
  ],
  [
    "CLUSTER SLOT-STATS SLOTSRANGE 0 0",
    [[0, ["key-count", 5]]],
    [[0, { "key-count": 5 }]],
    [[0, { "key-count": 5 }]],
  ],
  ["CLUSTER LINKS", [["node", "x"]], [{ node: "x" }], [{ node: "x" }]],
  ["ACL LOG", [["age-seconds", "4.5"]], [{ "age-seconds": 4.5 }], [{ "age-seconds": 4.5 }]],
  ["ACL LOG RESET", "OK", "OK", "OK"],
  ["MODULE LIST", [["name", "x", "args", []]], [{ name: "x", args: [] }], [{ name: "x", args: [] }]],
  ["ZSCORE k m", "-inf", Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ["XPENDING s g", [0, null, null, null], [0, null, null, null], [0, null, null, []]],
];

describe("either protocol gives the same", () => {
  test.each(SHAPES)("%s", (words, resp2, resp3, expected) => {
    expect(decode(words, resp2)).toEqual(expected);
    expect(decode(words, resp3)).toEqual(expected);
  });
});

test("a key named like an option doesn't change the reply's shape", () => {
  expect(decode("ZUNION 1 withscores", ["a", "b"])).toEqual(["a", "b"]);
  expect(decode("ZRANGE withscores 0 -1", ["a", "b"])).toEqual(["a", "b"]);
  expect(decode("ZUNION 1 k weights 1 withScores", ["a", "1"])).toEqual([["a", 1]]);
});

test("a field named __proto__ is a property like any other", () => {
  const decoded = decode("HGETALL k", ["__proto__", "x"]) as Record<string, string>;
  expect(Object.keys(decoded)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
});

test("bytes name no property: maps with any names come as Maps, maps with known names as objects", () => {
  const name = Buffer.from("name");
  const value = Buffer.from("x");
  expect(decode("CONFIG GET x", [name, value], BYTES)).toEqual(new Map([[name, value]]));
  expect(decode("XINFO GROUPS s", [[name, value]], BYTES)).toEqual([{ name: value }]);
  expect(decode("XINFO GROUPS s", [new Map([[name, value]])], BYTES)).toEqual([{ name: value }]);
});

test("every decoder leaves null alone", () => {
  for (const { spec } of commandTable().values()) expect(spec.decode?.(null, [], TEXT) ?? null).toBeNull();
});

test("a tag that names no decoder is refused", () => {
  expect(() => decoderOf("nonsense")).toThrow();
  expect(() => decoderOf("a(nonsense)")).toThrow();
});
