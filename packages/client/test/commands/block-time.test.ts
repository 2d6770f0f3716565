import { expect, test } from "vitest";
import { blockTimeMs } from "../../src/commands/block-time.ts";
import { Flag } from "../../src/commands/command.ts";
import { parseCommand } from "../../src/commands/lookup.ts";
import { commandTable } from "../../src/commands/table.ts";

const blockTime = (words: readonly (string | Buffer)[]): number => {
  const { spec, args } = parseCommand(words);
  return blockTimeMs(spec.name, args);
};

/** A call of each blocking command that blocks for two seconds. */
const CALLS: readonly string[] = [
  "BLMOVE a b LEFT RIGHT 2",
  "BLMPOP 2 1 a LEFT",
  "BLPOP a b 2",
  "BRPOP a 2",
  "BRPOPLPUSH a b 2",
  "BZMPOP 2 1 a MIN",
  "BZPOPMAX a 2",
  "BZPOPMIN a 2",
  "WAIT 1 2000",
  "WAITAOF 1 1 2000",
  "XREAD COUNT 1 block 2000 STREAMS block 0",
  "XREADGROUP GROUP block block Block 2000 STREAMS a >",
];

test.each(CALLS)("how long a command blocks: %s", (call) => {
  expect(blockTime(call.split(" "))).toBe(2_000);
  expect(blockTime(call.split(" ").map((word) => Buffer.from(word)))).toBe(2_000);
});

test("every command that can block is known to say for how long", () => {
  const blocking = [...commandTable().values()].filter(({ spec }) => (spec.flags & Flag.BLOCKING) !== 0);
  expect(blocking.map(({ name }) => name)).toEqual(CALLS.map((call) => call.split(" ")[0]));
});

test.each([
  ["BLPOP a 0", Number.POSITIVE_INFINITY],
  ["XREAD BLOCK 0 STREAMS a 0", Number.POSITIVE_INFINITY],
  ["BLPOP a 0.5", 500],
  ["BLPOP a 0x1p4", Number.POSITIVE_INFINITY],
  ["BLPOP a -0X0", Number.POSITIVE_INFINITY],
  ["XREAD STREAMS block 5", 0],
  ["XREADGROUP GROUP BLOCK 5 STREAMS a >", 0],
  ["BLPOP a soon", 0],
  ["BLPOP a -1", 0],
  ["XREAD BLOCK", 0],
])("without end, not at all, or not understood by the server: %s", (call, expected) => {
  expect(blockTime(call.split(" "))).toBe(expected);
});
