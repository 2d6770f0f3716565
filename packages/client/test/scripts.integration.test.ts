import { type Server, startServer } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Client,
  type Command,
  commands,
  connect,
  defineFunction,
  defineScript,
  type Key,
  PartialError,
} from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { observe, stopObserving } from "./support/observe.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);
afterEach(stopObserving);

const incrBy = defineScript<{ keys: [counter: Key]; args: [by: number]; reply: number }>({
  lua: "return redis.call('INCRBY', KEYS[1], ARGV[1])",
});
const getAll = defineScript<{ keys: Key[]; args: []; reply: (string | null)[] }>({
  lua: "return redis.call('MGET', unpack(KEYS))",
  readOnly: true,
});

const LIBRARY = `#!lua name=shop
redis.register_function('sell', function(keys, args) return redis.call('DECRBY', keys[1], args[1]) end)
redis.register_function{function_name='stock', flags={'no-writes'},
  callback=function(keys) return redis.call('GET', keys[1]) end}`;
const sell = defineFunction<{ keys: [item: Key]; args: [count: number]; reply: number }>({ name: "sell" });
const stock = defineFunction<{ keys: [item: Key]; args: []; reply: number }>({
  name: "stock",
  readOnly: true,
  decode: Number,
});

const cases = KINDS.flatMap((kind) => ([2, 3] as const).map((protocol) => ({ kind, protocol })));

describe.each(cases)("on $kind, over RESP$protocol, a script", ({ kind, protocol }) => {
  let server: Server;
  let client: Client;
  beforeAll(async () => {
    server = await startServer({ kind });
  });
  beforeEach(async () => {
    await server.command("FLUSHALL");
    await server.command("SCRIPT", "FLUSH");
    await server.command("CONFIG", "RESETSTAT");
    client = use(await connect(server.url, { protocol }));
  });
  afterAll(() => server.close());

  /** How often `command` ran, refusals left out. */
  async function runs(command: string): Promise<number> {
    const found = new RegExp(`cmdstat_${command}:calls=(\\d+).*?rejected_calls=(\\d+),failed_calls=(\\d+)`);
    const [, calls, , failed] = found.exec(String(await server.command("INFO", "commandstats"))) ?? [];
    return Number(calls ?? 0) - Number(failed ?? 0);
  }

  it("is sent in full once, and by its hash from then on", async () => {
    const retries = observe("fairlead:retry");
    expect(await client.send(incrBy(["k"], [5]))).toBe(5);
    expect(await client.send(incrBy(["k"], [2]))).toBe(7);
    expect(await client.send(incrBy(["k"], [1], { timeoutMs: 1000 }))).toBe(8);
    expect([await runs("eval"), await runs("evalsha")]).toEqual([1, 2]);
    expect(retries).toMatchObject([{ command: "EVALSHA", attempt: 1, waitMs: 0, reason: "NOSCRIPT" }]);
  });

  it("runs once for each call when the server forgets it meanwhile", async () => {
    for (let n = 1; n <= 5; n++) {
      expect(await client.send(incrBy(["k"], [1]))).toBe(n);
      await client.scriptFlush();
    }
    const calls = Array.from({ length: 200 }, (_, n) => {
      if (n % 20 === 0) void client.scriptFlush();
      return client.send(incrBy(["k"], [1]));
    });
    const replies = await Promise.all(calls);
    expect(replies.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n + 6));
  });

  it("works in a pipeline of other commands, flushes and failures, each element alone", async () => {
    const list: Command[] = Array.from({ length: 100 }, (_, n) => {
      if (n % 10 === 3) return commands.scriptFlush();
      if (n % 10 === 6) return commands.set(`k${n}`, n);
      return n % 2 === 0 ? incrBy([`c${n}`], [n]) : getAll([`c${n}`, "none"]);
    });
    const replies = await client.pipeline(list);
    for (const [n, reply] of replies.entries()) {
      if (n % 10 === 3 || n % 10 === 6) expect(reply).toBe("OK");
      else expect(reply).toEqual(n % 2 === 0 ? n : [null, null]);
    }
    await client.set("text", "x");
    const failed = await client
      .pipeline([incrBy(["text"], [1]), incrBy(["fresh"], [1])])
      .catch((error) => error);
    expect(failed).toBeInstanceOf(PartialError);
    expect(failed.outcomes).toMatchObject([
      { status: "rejected", reason: { code: expect.stringMatching(/ERR|WRONGTYPE/) } },
      { status: "fulfilled", value: 1 },
    ]);
  });

  it("is sent in full in a transaction, which no flush then leaves half done", async () => {
    const list = [
      commands.set("k", 1),
      incrBy(["k"], [2]),
      getAll(["k", "none"]),
      incrBy(["k"], [3]),
    ] as const;
    for (let n = 0; n < 3; n++) {
      expect(await client.atomic(list)).toEqual(["OK", 3, ["3", null], 6]);
      void client.scriptFlush();
    }
    expect([await runs("eval"), await runs("evalsha")]).toEqual([6, 0]);
  });

  it("reads and writes in a transaction that watches keys", async () => {
    await client.set("k", 5);
    const sum = await client.transaction(async (tx) => {
      await tx.watch("k");
      const [value] = await tx.send(getAll(["k"]));
      const [sum] = await tx.exec([incrBy(["k"], [Number(value)])]);
      return sum;
    });
    expect(sum).toBe(10);
  });

  it("takes and gives bytes", async () => {
    const echo = defineScript<{ keys: [key: Key]; args: [value: Uint8Array]; reply: [Buffer, Buffer] }>({
      lua: "redis.call('SET', KEYS[1], ARGV[1]) return {KEYS[1], redis.call('GET', KEYS[1])}",
      reply: "bytes",
    });
    const key = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0xc3]);
    const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(await client.send(echo([key], [value]))).toEqual([key, value]);
    expect(await client.send(echo([key], [value]), { reply: "text" })).toEqual([key, value]);
    expect(await client.get(key, { reply: "bytes" })).toEqual(value);
  });

  it("has its reply decoded, also when it was sent in full, and rejects with what the decoder throws", async () => {
    const json = defineScript<{ keys: []; args: [text: string]; reply: { a: number } }>({
      lua: "return ARGV[1]",
      decode: (reply) => JSON.parse(String(reply)),
    });
    expect(await client.send(json([], ['{"a":1}']))).toEqual({ a: 1 });
    expect(await client.send(json([], ['{"a":2}']))).toEqual({ a: 2 });
    await expect(client.send(json([], ["no"]))).rejects.toThrow(SyntaxError);
  });

  it("that fails with NOSCRIPT of its own after a write does not run again", async () => {
    const fail = defineScript({
      lua: "redis.call('INCR', KEYS[1]) return redis.error_reply('NOSCRIPT of my own')",
    });
    const raise = defineScript({
      lua: "redis.call('INCR', KEYS[1]) error({err = 'NOSCRIPT No matching script. Please use EVAL.'})",
    });
    for (const [key, script] of Object.entries({ fail, raise })) {
      for (let n = 1; n <= 3; n++) {
        await expect(client.send(script([key]))).rejects.toMatchObject({ code: "NOSCRIPT" });
        expect(await client.get(key)).toBe(`${n}`);
      }
    }
  });

  it("that is read-only is kept from writing", async () => {
    const write = defineScript({ lua: "return redis.call('SET', KEYS[1], 'x')", readOnly: true });
    for (let n = 0; n < 2; n++) {
      await expect(client.send(write(["k"]))).rejects.toMatchObject({ name: "ReplyError" });
    }
    expect(await client.exists("k")).toBe(0);
  });

  it("in a library is called by its name", async () => {
    await client.functionLoad(LIBRARY, { replace: true });
    await client.set("apples", 10);
    expect(await client.send(sell(["apples"], [3]))).toBe(7);
    expect(await client.send(stock(["apples"]))).toBe(7);
    expect(await client.pipeline([sell(["apples"], [1]), stock(["apples"])])).toEqual([6, 6]);
    await client.functionFlush();
    await expect(client.send(stock(["apples"]))).rejects.toMatchObject({ code: "ERR", command: "FCALL_RO" });
  });
});

describe("a script that is read", () => {
  it("can be tracked, also when the server has to be sent it in full", async () => {
    const server = use(await startServer());
    const client = use(await connect(server.url));
    const told: string[] = [];
    const tracking = use(client.track((one) => one.kind === "keys" && told.push(...one.keys.map(String))));
    await client.set("k", "1");
    let read = await tracking.read(getAll(["k"]));
    while (read.stale) {
      await server.command("SCRIPT", "FLUSH");
      read = await tracking.read(getAll(["k"]));
    }
    expect(read.value).toEqual(["1"]);
    await server.command("SET", "k", "2");
    await expect.poll(() => told).toEqual(["k"]);
  });
});
