import { DEFAULT_LIMITS, Decoder, type Limits } from "fairlead-resp";
import { describe, expect, it } from "vitest";
import { decode, readRequests, thrownBy } from "./read.ts";

const MIB = 1024 * 1024;

it("the defaults are the documented ones", () => {
  expect(DEFAULT_LIMITS).toStrictEqual({
    maxDepth: 128,
    maxBulkBytes: 512 * MIB,
    maxAggregateLength: 2 ** 28,
    maxLineBytes: 64 * 1024,
    maxReplyBytes: 1024 * MIB,
  });
});

describe("a limit may be reached, not passed", () => {
  const table: [limit: keyof Limits, value: number, reached: string, passed: string][] = [
    ["maxDepth", 2, "*1\r\n~1\r\n:1\r\n", "*1\r\n~1\r\n*1\r\n"],
    ["maxDepth", 1, "|1\r\n:1\r\n:1\r\n:1\r\n", "*1\r\n|1\r\n"],
    ["maxBulkBytes", 3, "$3\r\nabc\r\n", "$4\r\n"],
    ["maxBulkBytes", 3, "$?\r\n;2\r\nab\r\n;1\r\nc\r\n;0\r\n", "$?\r\n;2\r\nab\r\n;2\r\ncd\r\n;0\r\n"],
    ["maxBulkBytes", 512 * MIB, "+\r\n", "$99999999999999999999\r\n"],
    ["maxAggregateLength", 2, "%2\r\n+a\r\n+b\r\n+c\r\n+d\r\n", "%3\r\n"],
    ["maxAggregateLength", 2, "*2\r\n+a\r\n+b\r\n", "*3\r\n"],
    ["maxLineBytes", 40, `+${"x".repeat(40)}\r\n`, `+${"x".repeat(41)}\r\n`],
    ["maxLineBytes", 40, `-${"x".repeat(40)}\r\n`, `-${"x".repeat(43)}`],
    ["maxReplyBytes", 20, "*2\r\n+12345\r\n+1234\r\n+\r\n", "*2\r\n+12345\r\n+123456\r\n"],
    ["maxReplyBytes", 20, "*2\r\n$4\r\nabcd\r\n:1\r\n$4\r\nabcd\r\n", "*2\r\n$14\r\nabcdefghijkl"],
  ];
  it.each(table)("%s %i", (limit, value, reached, passed) => {
    for (const cuts of [[], Array.from(passed, (_, i) => i)]) {
      const options = { limits: { [limit]: value }, cuts };
      expect(decode(reached, { limits: { [limit]: value } })).not.toHaveLength(0);
      expect(thrownBy(() => decode(passed, options))).toMatchObject({ code: "ERR_RESP_LIMIT", limit, value });
    }
  });
});

describe("a request's limits are told in the servers' words", () => {
  const table: [limit: keyof Limits, value: number, passed: string, message: string][] = [
    ["maxBulkBytes", 3, "*1\r\n$4\r\n", "Protocol error: invalid bulk length"],
    ["maxAggregateLength", 2, "*3\r\n", "Protocol error: invalid multibulk length"],
    ["maxLineBytes", 40, "x".repeat(44), "Protocol error: too big inline request"],
    ["maxLineBytes", 40, `*${"1".repeat(44)}`, "Protocol error: too big mbulk count string"],
    ["maxLineBytes", 40, `*1\r\n$${"1".repeat(44)}`, "Protocol error: too big bulk count string"],
    ["maxReplyBytes", 20, "*1\r\n$20\r\nabcdefghijkl", "Protocol error: request of more than 20 bytes"],
  ];
  it.each(table)("%s %i", (limit, value, passed, message) => {
    const run = () => readRequests(passed, { limits: { [limit]: value } });
    expect(thrownBy(run)).toMatchObject({ code: "ERR_RESP_LIMIT", limit, value, message });
  });
});

describe("an announced length allocates nothing", () => {
  const table: [what: string, wire: string][] = [
    ["of a string", `$${512 * MIB}\r\n0123456789`],
    ["of an array", `*${2 ** 28}\r\n:1\r\n`],
    ["of arrays in one another", `*${2 ** 28}\r\n`.repeat(100)],
    ["of maps in one another", `%${2 ** 28}\r\n`.repeat(100)],
  ];
  it.each(table)("%s", (_, wire) => {
    const sink = { decodeMode: () => 1, pushMode: () => 1, onReply: () => {}, onPush: () => {} };
    const decoders = Array.from({ length: 20 }, () => new Decoder(sink));
    const before = process.memoryUsage();
    for (const decoder of decoders) decoder.write(Buffer.from(wire));
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(MIB);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(4 * MIB);
  });
});
