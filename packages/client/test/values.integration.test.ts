import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { startCluster, startServer } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { disposer } from "./support/disposer.ts";
import { KINDS } from "./support/servers.ts";

const { use, dispose } = disposer();
afterEach(dispose);

const MIB = 1024 * 1024;

async function open(kind: (typeof KINDS)[number]): Promise<Client> {
  return use(await connect(use(await startServer({ kind })).url));
}

describe.each(KINDS)("a value in parts on %s", (kind) => {
  it("comes out as it went in, whatever the parts", async () => {
    const client = await open(kind);
    const bytes = randomBytes(100_003);
    const pieces = [bytes.subarray(0, 5), bytes.subarray(5, 70_000), bytes.subarray(70_000)];
    for (const chunkBytes of [1_000, 65_536, 1_000_000]) {
      expect(await client.setStream("k", pieces, { chunkBytes })).toBe(true);
      const stream = await client.getStream("k", { chunkBytes });
      expect(stream?.size).toBe(bytes.length);
      expect((await buffer(Readable.from(stream ?? []))).equals(bytes)).toBe(true);
    }
    expect(await client.keys("*")).toEqual(["k"]);
  });

  it("may be empty, or not be there", async () => {
    const client = await open(kind);
    expect(await client.getStream("k")).toBeNull();
    expect(await client.setStream("k", [])).toBe(true);
    const stream = await client.getStream("k");
    expect(stream?.size).toBe(0);
    for await (const _ of stream ?? []) throw new Error("there was something");
  });

  it("has its expiry, or none, and can be kept from replacing another", async () => {
    const client = await open(kind);
    await client.setStream("k", ["a"], { ex: 100 });
    expect(await client.ttl("k")).toBeGreaterThan(90);
    await client.setStream("k", ["b"]);
    expect(await client.ttl("k")).toBe(-1);
    expect(await client.setStream("k", ["c"], { nx: true })).toBe(false);
    expect(await client.get("k")).toBe("b");
    expect(await client.keys("*")).toEqual(["k"]);
  });

  it("leaves the key as it was, and nothing else, when its source fails or it is aborted", async () => {
    const client = await open(kind);
    await client.set("k", "old");
    async function* failing() {
      yield "part";
      throw new Error("the source is gone");
    }
    await expect(client.setStream("k", failing())).rejects.toThrow("the source is gone");
    const abort = new AbortController();
    async function* aborting() {
      yield "part";
      abort.abort(new Error("enough"));
      yield "more";
    }
    await expect(client.setStream("k", aborting(), { signal: abort.signal })).rejects.toThrow("enough");
    await expect(client.setStream("k", [5 as never])).rejects.toMatchObject({ code: "ERR_USAGE_ARGUMENT" });
    expect(await client.get("k")).toBe("old");
    expect(await client.keys("*")).toEqual(["k"]);
  });

  it("is not written with zeros in place of what got lost on the way", async () => {
    const client = await open(kind);
    await client.set("k", "old");
    async function* losing() {
      yield "part";
      await client.del((await client.keys("*")).filter((name) => name !== "k"));
      yield "more";
    }
    await expect(client.setStream("k", losing())).rejects.toMatchObject({ code: "ERR_VALUE_LOST" });
    expect(await client.get("k")).toBe("old");
    expect(await client.keys("*")).toEqual(["k"]);
  });

  it("that is changed while it is read is told to be", async () => {
    const client = await open(kind);
    for (const change of ["short", "x".repeat(500_000)]) {
      await client.set("k", "y".repeat(300_000));
      const stream = await client.getStream("k", { chunkBytes: 100_000 });
      const reading = (async () => {
        for await (const _ of stream ?? []) await client.set("k", change);
      })();
      await expect(reading).rejects.toMatchObject({ name: "ValueError", code: "ERR_VALUE_CHANGED" });
    }
  });

  it("of 64 MiB takes little memory, and lets others through", async () => {
    const client = await open(kind);
    const part = randomBytes(MIB);
    async function* source() {
      for (let n = 0; n < 64; n++) yield part;
    }
    let slowest = 0;
    let stopped = false;
    const others = (async () => {
      while (!stopped) {
        const started = performance.now();
        await client.get("other");
        slowest = Math.max(slowest, performance.now() - started);
      }
    })();
    await client.setStream("big", source());
    let [read, peak] = [0, 0];
    const before = process.memoryUsage();
    for await (const chunk of (await client.getStream("big")) ?? []) {
      read += chunk.length;
      const { external, heapUsed } = process.memoryUsage();
      peak = Math.max(peak, external + heapUsed - before.external - before.heapUsed);
    }
    stopped = true;
    await others;
    expect(read).toBe(64 * MIB);
    expect(peak).toBeLessThan(48 * MIB);
    expect(slowest).toBeLessThan(500);
  });

  it("that is no string is refused", async () => {
    const client = await open(kind);
    await client.rpush("list", "x");
    await expect(client.getStream("list")).rejects.toMatchObject({ code: "WRONGTYPE" });
    await expect(client.getStream("k", { chunkBytes: 0 })).rejects.toMatchObject({
      code: "ERR_USAGE_OPTION",
    });
  });
});

it("values in parts find their slots in a cluster, whatever braces their keys have", async () => {
  const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
  const client = use(await connect(cluster.url));
  for (const key of ["plain", "{tag}:x", "{}odd", "a}b", "{open", "}{x}", Buffer.from([0xff, 0x7b, 0x00])]) {
    expect(await client.setStream(key, ["v"])).toBe(true);
    expect(await client.get(key)).toBe("v");
  }
});

it("the members of one key come all although reads go to replicas in turn", async () => {
  const cluster = use(await startCluster({ primaries: 3, replicas: 2 }));
  const client = use(await connect(cluster.url, { readFrom: "preferReplica" }));
  const names = Array.from({ length: 3_000 }, (_, n) => `member:${n}`);
  await client.sadd("s", names);
  const members = new Set<string>();
  for await (const member of client.sscan("s", { count: 100 })) members.add(member);
  expect(members).toEqual(new Set(names));
});

describe.each(KINDS)("the members of one key on %s", (kind) => {
  it("come all, page by page, as they are", async () => {
    const client = await open(kind);
    const names = Array.from({ length: 3_000 }, (_, n) => `member:${n}`);
    await client.hset("h", Object.fromEntries(names.map((name, n) => [name, n])));
    await client.sadd("s", names);
    await client.zadd("z", Object.fromEntries(names.map((name, n) => [name, n + 0.5])));
    const fields = new Map<string, string>();
    for await (const [field, value] of client.hscan("h", { count: 100 })) fields.set(field, value);
    expect(fields).toEqual(new Map(names.map((name, n) => [name, String(n)])));
    const members = new Set<string>();
    for await (const member of client.sscan("s")) members.add(member);
    expect(members).toEqual(new Set(names));
    const scores = new Map<string, number>();
    for await (const [member, score] of client.zscan("z", { match: "member:1*" })) scores.set(member, score);
    expect(scores.size).toBe(names.filter((name) => name.startsWith("member:1")).length);
    expect(scores.get("member:17")).toBe(17.5);
  });

  it("come as bytes where they are asked for so; a break ends it, and nothing is there for no key", async () => {
    const client = await open(kind);
    await client.sadd("s", [Buffer.from([0xff])]);
    for await (const member of client.sscan("s", { reply: "bytes" }))
      expect(member).toEqual(Buffer.from([0xff]));
    for await (const _ of client.hscan("missing")) throw new Error("there was something");
    await client.sadd(
      "many",
      Array.from({ length: 5_000 }, (_, n) => String(n)),
    );
    for await (const _ of client.sscan("many", { count: 10 })) break;
    expect(() => client.sscan("s", { count: 0 })).toThrow(
      expect.objectContaining({ code: "ERR_USAGE_OPTION" }),
    );
  });
});
