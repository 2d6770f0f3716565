import { expect, test } from "vitest";
import type { Commands } from "../../src/commands/commands.generated.ts";
import { commands } from "../../src/commands/commands.ts";
import { UsageError } from "../../src/errors.ts";

/** The methods as a program without types may call them. */
const c = commands as unknown as Record<keyof Commands<"command">, (...values: unknown[]) => unknown>;
const SECRET = "s3cr3t";

/** A wrong call, the error's code, and its message. */
const MISTAKES: readonly (readonly [() => unknown, string, string])[] = [
  [() => c.get(), "ERR_USAGE_ARGUMENT", 'GET: "key" is missing'],
  [() => c.get(null), "ERR_USAGE_ARGUMENT", 'GET: "key" must be text, a number or bytes'],
  [() => c.get([SECRET]), "ERR_USAGE_ARGUMENT", 'GET: "key" must be text, a number or bytes'],
  [() => c.get(SECRET, SECRET), "ERR_USAGE_ARGUMENT", "GET: the options must be an object"],
  [() => c.set(SECRET), "ERR_USAGE_ARGUMENT", 'SET: "value" is missing'],
  [() => c.set("k", true), "ERR_USAGE_ARGUMENT", 'SET: "value" must be text, a number or bytes'],
  [() => c.set("k", Number.NaN), "ERR_USAGE_ARGUMENT", 'SET: "value" must be text, a number or bytes'],
  [() => c.set("k", SECRET, { exx: SECRET }), "ERR_USAGE_OPTION", 'SET: there is no option "exx"'],
  [() => c.set("k", SECRET, { EX: 5 }), "ERR_USAGE_OPTION", 'SET: there is no option "EX"'],
  [
    () => c.set("k", "v", { ex: null }),
    "ERR_USAGE_OPTION",
    'SET: option "ex" must be text, a number or bytes',
  ],
  [() => c.set("k", "v", { nx: 1 }), "ERR_USAGE_OPTION", 'SET: option "nx" must be a boolean'],
  [() => c.set("k", "v", { ex: 1, px: 2 }), "ERR_USAGE_OPTION", 'SET: options "ex", "px" exclude each other'],
  [
    () => c.set("k", "v", { nx: true, xx: true }),
    "ERR_USAGE_OPTION",
    'SET: options "nx", "xx" exclude each other',
  ],
  [() => c.del([]), "ERR_USAGE_ARGUMENT", 'DEL: "key" must be at least one'],
  [() => c.del("a", "b"), "ERR_USAGE_ARGUMENT", "DEL: the options must be an object"],
  [() => c.zunion([]), "ERR_USAGE_ARGUMENT", 'ZUNION: "key" must be at least one'],
  [() => c.sadd("k", ["a", undefined]), "ERR_USAGE_ARGUMENT", 'SADD: "member" is missing'],
  [() => c.hset("k", "f", "v"), "ERR_USAGE_ARGUMENT", "HSET: the options must be an object"],
  [() => c.hset("k", "f"), "ERR_USAGE_ARGUMENT", 'HSET: "data" must be a record, a Map or an array of pairs'],
  [() => c.hset("k", {}), "ERR_USAGE_ARGUMENT", 'HSET: "data" must be at least one pair'],
  [() => c.hset("k", { f: undefined }), "ERR_USAGE_ARGUMENT", 'HSET: "data" is missing'],
  [
    () => c.hset("k", [["a"]]),
    "ERR_USAGE_ARGUMENT",
    'HSET: "data" must be a record, a Map or an array of pairs',
  ],
  [() => c.zadd("k", [[1, "m"]]), "ERR_USAGE_ARGUMENT", 'ZADD: "data" must be pairs, "member" first'],
  [
    () => c.geoadd("k", { m: 1 }),
    "ERR_USAGE_ARGUMENT",
    'GEOADD: "data" must be pairs of "member" and an array of 2',
  ],
  [() => c.lmove("a", "b", SECRET, "left"), "ERR_USAGE_ARGUMENT", 'LMOVE: "wherefrom" must be left or right'],
  [() => c.lmpop("a"), "ERR_USAGE_ARGUMENT", 'LMPOP: "where" is missing'],
  [() => c.bitcount("k", { end: 1 }), "ERR_USAGE_OPTION", 'BITCOUNT: option "start" is missing'],
  [
    () => c.hrandfield("k", { withvalues: true }),
    "ERR_USAGE_OPTION",
    'HRANDFIELD: option "count" is missing',
  ],
  [() => c.xinfoStream("k", { count: 5 }), "ERR_USAGE_OPTION", 'XINFO STREAM: option "full" is missing'],
  [
    () => c.xtrim("k"),
    "ERR_USAGE_OPTION",
    'XTRIM: options "maxlen", "minid" are missing: one of them is needed',
  ],
  [
    () => c.xadd("k", "*", { a: 1 }, { maxlen: {} }),
    "ERR_USAGE_OPTION",
    'XADD: option "threshold" is missing',
  ],
  [
    () => c.xadd("k", "*", { a: 1 }, { maxlen: { treshold: 5 } }),
    "ERR_USAGE_OPTION",
    'XADD: there is no option "maxlen.treshold"',
  ],
  [() => c.zrange("k", 0, 1, { limit: 5 }), "ERR_USAGE_OPTION", 'ZRANGE: option "limit" must be an object'],
  [
    () => c.zrange("k", 0, 1, { limit: { offset: 5 } }),
    "ERR_USAGE_OPTION",
    'ZRANGE: option "count" is missing',
  ],
  [
    () => c.geosearch("k", { frommember: "m" }),
    "ERR_USAGE_OPTION",
    'GEOSEARCH: options "byradius", "bybox" are missing: one of them is needed',
  ],
  [
    () => c.shutdown({ abort: true, now: true }),
    "ERR_USAGE_OPTION",
    'SHUTDOWN: options "now", "abort" exclude each other',
  ],
  [
    () => c.bitfield("k", [{}]),
    "ERR_USAGE_OPTION",
    'BITFIELD: options "get", "overflow", "set", "incrby" are missing: one of them is needed',
  ],
];

test.each(MISTAKES)("a mistake is told without values: %#", (call, code, message) => {
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ code, message });
  expect(message).not.toContain(SECRET);
});
