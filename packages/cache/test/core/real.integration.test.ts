import { type Server, startCluster, startServer, startWire, until } from "fairlead-harness";
import { afterEach, describe, expect, it } from "vitest";
import { type Cache, compose, createCache, defineKey, memory, redis } from "../../src/index.ts";
import { deferred } from "../support/fake-clock.ts";

const key = defineKey<number, { id: number }>("item");
const closing: { close(): Promise<unknown> }[] = [];
const use = <T extends { close(): Promise<unknown> }>(resource: T): T => {
  closing.unshift(resource);
  return resource;
};
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

const open = (url: string, sync: "messages" | "tracking" = "messages"): Cache =>
  use(
    createCache({
      backend: compose(memory(), redis({ url, sync }), { breaker: { pause: "50ms", maxPause: "100ms" } }),
      defaults: { ttl: "1m", write: "await" },
    }),
  );

const layersOf = async (cache: Cache, id = 1): Promise<string> =>
  (await cache.inspect(key({ id }))).layers.map(({ state }) => state).join();

/** Until the server tells so many of changes. */
const tracking = (server: Server, count: number) =>
  until(
    async () =>
      (String(await server.command("INFO", "clients")).match(/tracking_clients:(\d+)/)?.[1] ?? "0") ===
      String(count),
    { what: "the server to tell of changes" },
  );

/** Until processes hear one another. */
const hearing = (server: Server, count: number) =>
  until(
    async () => {
      const channels = (await server.command("PUBSUB", "CHANNELS", "*")) as string[];
      const shards = (await server.command("PUBSUB", "SHARDCHANNELS", "*")) as string[];
      let total = 0;
      for (const channel of channels)
        total += ((await server.command("PUBSUB", "NUMSUB", channel)) as number[])[1]!;
      for (const channel of shards) {
        total += ((await server.command("PUBSUB", "SHARDNUMSUB", channel)) as number[])[1]!;
      }
      return total >= count;
    },
    { what: "the caches to listen" },
  );

describe("two processes at one server", () => {
  it.each(["messages", "tracking"] as const)("see what the other one changes, by %s", async (sync) => {
    const server = use(await startServer());
    const [a, b] = [open(server.url, sync), open(server.url, sync)];
    if (sync === "messages") await hearing(server, 2);
    else await tracking(server, 2);
    await a.set(key({ id: 1 }), 1);
    expect(await b.fetch(key({ id: 1 }), () => 2)).toMatchObject({
      value: 1,
      status: "hit",
      source: "redis",
    });
    // What a has told of its write keeps b from keeping what it reads at the same moment.
    await until(async () => (await b.get(key({ id: 1 }))) === 1 && (await layersOf(b)) === "fresh,fresh", {
      what: "b to keep it",
    });
    await a.set(key({ id: 1 }), 3);
    await until(async () => (await b.get(key({ id: 1 }))) === 3, { what: "b to see the new value" });
    await a.delete(key({ id: 1 }));
    await until(async () => (await layersOf(b)) === "none,none", { what: "b to see the removal" });
    await b.set(key({ id: 1 }), 4, { tags: ["t"] });
    expect(await a.get(key({ id: 1 }))).toBe(4);
    await b.invalidateTag("t");
    await until(async () => (await a.get(key({ id: 1 }))) === undefined, { what: "a to see the tag" });
    await b.set(key({ id: 1 }), 5);
    expect(await a.get(key({ id: 1 }))).toBe(5);
    await b.clear(key.all);
    await until(async () => (await layersOf(a)) === "none,none", { what: "a to see the clearing" });
  });
});

describe("a lock", () => {
  it("has one of several processes load a cold key, and the others take its value", async () => {
    const server = use(await startServer());
    const caches = Array.from({ length: 4 }, () => open(server.url));
    let [loads, atOnce, most] = [0, 0, 0];
    const load = async (): Promise<number> => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 100));
      atOnce--;
      return ++loads;
    };
    const values = await Promise.all(
      caches.map((cache) => cache.getOrSet(key({ id: 1 }), load, { lock: true })),
    );
    expect([values, loads, most]).toEqual([[1, 1, 1, 1], 1, 1]);
    expect(await server.command("KEYS", "*!*")).toEqual([]);
  });

  it("passes on when a loader fails, and keeps nobody from loading when the server is away", async () => {
    const server = use(await startServer());
    const [a, b] = [open(server.url), open(server.url)];
    const begun = deferred<void>();
    const slow = deferred<number>();
    const load = (): Promise<number> => {
      begun.resolve();
      return slow.promise;
    };
    const failing = a.getOrSet(key({ id: 1 }), load, { lock: true });
    await begun.promise;
    const other = b.getOrSet(key({ id: 1 }), () => 2, { lock: true });
    slow.reject(new Error("no"));
    await expect(failing).rejects.toThrow("no");
    expect(await other).toBe(2);
    server.freeze();
    expect(await a.getOrSet(key({ id: 3 }), () => 3, { lock: true, write: "background" })).toBe(3);
    server.thaw();
  });
});

describe("a process that does not hear others", () => {
  const deaf = (url: string, layout: "hash" | "string"): Cache =>
    use(
      createCache({
        backend: compose(memory(), redis({ url, layout })),
        defaults: { ttl: "1m", write: "await" },
        sync: false,
      }),
    );

  it.each(["hash", "string"] as const)(
    "does not write what it loaded over what another one has set meanwhile (%s)",
    async (layout) => {
      const { url } = use(await startServer());
      const [a, b] = [deaf(url, layout), deaf(url, layout)];
      await b.getOrSet(key({ id: 1 }), async () => {
        await a.set(key({ id: 1 }), 2);
        return 1;
      });
      expect(await deaf(url, layout).get(key({ id: 1 }))).toBe(2);
      await a.set(key({ id: 1 }), 3);
      expect(await deaf(url, layout).get(key({ id: 1 }))).toBe(3);
      await deaf(url, layout).delete(key({ id: 1 }));
      expect(await deaf(url, layout).fetch(key({ id: 1 }), () => 4)).toMatchObject({
        value: 4,
        source: "load",
      });
      expect(await deaf(url, layout).get(key({ id: 1 }))).toBe(4);
    },
  );

  it.each([
    ["hash", "a server"],
    ["string", "a server"],
    ["string", "a cluster"],
  ] as const)(
    "does not write what it loaded while another one cleared it (%s, %s)",
    async (layout, where) => {
      const { url } = use(await (where === "a server" ? startServer() : startCluster({ primaries: 3 })));
      const [a, b] = [deaf(url, layout), deaf(url, layout)];
      for (let id = 0; id < 20; id++) {
        await b.getOrSet(key({ id }), async () => {
          if (id === 10) await a.clear(key.all);
          return id;
        });
      }
      const values = await deaf(url, layout).getMany(Array.from({ length: 20 }, (_, id) => key({ id })));
      expect(values.map((value) => value !== undefined)).toEqual(
        Array.from({ length: 20 }, (_, id) => id > 10),
      );
    },
  );
});

describe("a server", () => {
  it("that is frozen costs the budget at most, then nothing, and is back by itself", async () => {
    const server = use(await startServer());
    const cache = open(server.url);
    await cache.set(key({ id: 1 }), 1);
    server.freeze();
    const longest = async (from: number, to: number): Promise<number> => {
      let most = 0;
      for (let id = from; id < to; id++) {
        const begin = performance.now();
        expect(await cache.fetch(key({ id }), () => id, { write: "background" })).toMatchObject({
          value: id,
          degraded: true,
        });
        most = Math.max(most, performance.now() - begin);
      }
      return most;
    };
    expect(await longest(100, 105)).toBeLessThan(250 * 1.5);
    expect(await longest(200, 300)).toBeLessThan(50);
    await cache.delete(key({ id: 1 }));
    server.thaw();
    await until(async () => (await layersOf(cache, 1)) === "none,none", {
      what: "the removal to be made up for",
    });
    await until(
      async () => !(await cache.fetch(key({ id: Math.floor(Math.random() * 1e9) }), () => 0)).degraded,
      {
        what: "the server to be asked again",
      },
    );
  });

  it("that is not there at all, from the beginning, costs nothing but the value", async () => {
    const server = await startServer();
    const { url } = server;
    await server.close();
    const cache = open(url);
    const begin = performance.now();
    const values = await Promise.all(
      Array.from({ length: 100 }, (_, id) => cache.getOrSet(key({ id }), () => id)),
    );
    expect(values).toEqual(Array.from({ length: 100 }, (_, id) => id));
    // Reads within the budget for reading, and the writes that are awaited within theirs.
    expect(performance.now() - begin).toBeLessThan((250 + 500) * 1.5);
  });

  it("that is half open costs the budget at most", async () => {
    const server = use(await startServer());
    const wire = use(await startWire({ to: server }));
    const cache = open(`redis://127.0.0.1:${wire.port}`);
    await cache.set(key({ id: 1 }), 1);
    wire.halfOpen();
    const begin = performance.now();
    expect(await cache.fetch(key({ id: 2 }), () => 2, { write: "background" })).toMatchObject({
      value: 2,
      degraded: true,
    });
    expect(performance.now() - begin).toBeLessThan(250 * 1.5);
    await wire.restore();
    await until(async () => !(await cache.fetch(key({ id: 3 }), () => 3, { refresh: true })).degraded, {
      what: "the server to be asked again",
    });
  });

  it("whose connection is cut in the middle of a reply is a miss at most", async () => {
    const server = use(await startServer());
    const wire = use(await startWire({ to: server }));
    const cache = open(`redis://127.0.0.1:${wire.port}`);
    await cache.set(key({ id: 1 }), 1);
    const other = open(`redis://127.0.0.1:${wire.port}`);
    await other.get(key({ id: 2 }));
    wire.cutAfter(10, "toClient");
    expect(await other.getOrSet(key({ id: 1 }), () => 1)).toBe(1);
  });
});
