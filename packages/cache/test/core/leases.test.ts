import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { beforeEach, describe, expect, it } from "vitest";
import type { TroubleEvent } from "../../src/diagnostics/channels.ts";
import { type Cache, type CacheError, compose, createCache, defineKey, memory } from "../../src/index.ts";
import type { LockStore } from "../../src/layer.ts";
import { FakeClock, turn } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";
import { MapServer } from "../support/map-server.ts";
import type { Hold } from "../support/script.ts";

const key = defineKey<number, { id: number }>("leased");
const clock = new FakeClock();
let server: MapServer;
let remote: MapLayer;
let other: Cache;

/** A process that hears nothing of others. */
function deaf(layer: MapLayer, near = false): Cache {
  const budget = { read: "5s" } as const;
  const backend = near ? compose(memory(), layer, { budget }) : compose(layer, { budget });
  return createCache({ backend, clock, defaults: { ttl: "1m", write: "await" }, sync: false });
}

const kept = (id = 1): Promise<number | undefined> => deaf(mapLayer({ server })).get(key({ id }));

beforeEach(() => {
  server = new MapServer(clock);
  remote = mapLayer({ server });
  other = deaf(mapLayer({ server }));
});

describe("a key that is loaded while another process clears it, unheard", () => {
  it.each([key.all, { scope: [] }])("is not kept where others find it: %j", async (range) => {
    const load = async (): Promise<number> => {
      await (range === key.all ? other.clear(key.all) : other.clear());
      return 1;
    };
    expect(await deaf(remote).getOrSet(key({ id: 1 }), load)).toBe(1);
    expect(await kept()).toBeUndefined();
  });

  it("is not kept when it was one of many", async () => {
    const keys = [1, 2, 3].map((id) => key({ id }));
    const cache = deaf(remote);
    await cache.set(key({ id: 2 }), 22);
    const values = await cache.getOrSetMany(keys, async (missing) => {
      await other.clear(key.all);
      return new Map(missing.map((one) => [one, 1]));
    });
    expect(values).toEqual([1, 22, 1]);
    expect([await kept(1), await kept(2), await kept(3)]).toEqual([undefined, undefined, undefined]);
    expect(remote.script.calls.filter(({ step }) => step === "lease").map(({ ids }) => ids.length)).toEqual([
      2,
    ]);
  });

  it("is not kept when it was loaded under a lock, or without looking", async () => {
    const clearing = async (): Promise<number> => {
      await other.clear(key.all);
      return 1;
    };
    const cache = deaf(remote);
    await cache.getOrSet(key({ id: 1 }), clearing, { lock: true });
    await cache.getOrSet(key({ id: 1 }), clearing, { refresh: true });
    await cache.getOrSet(key({ id: 1 }), clearing, { tags: ["t"] });
    expect(await kept()).toBeUndefined();
  });
});

describe("a lease", () => {
  it("is taken once the lock is there, and without one nothing is written under it either", async () => {
    const locks: LockStore = { acquire: async () => true, release: async () => undefined };
    const cache = deaf(Object.assign(remote, { locks }));
    remote.script.fail("lease", "ERR_CACHE_REFUSED");
    const clearing = async (): Promise<number> => {
      await other.clear(key.all);
      return 1;
    };
    expect(await cache.getOrSet(key({ id: 1 }), clearing, { lock: true })).toBe(1);
    expect(await kept()).toBeUndefined();
    remote.script.heal();
    await cache.getOrSet(key({ id: 1 }), () => 2, { lock: true });
    expect(await kept()).toBe(2);
  });

  it("is asked for once by all who want the same key, and by nobody who needs none", async () => {
    const cache = deaf(remote);
    await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet(key({ id: 1 }), () => 1)));
    expect(remote.script.count("lease")).toBe(1);
    await cache.getOrSet(key({ id: 1 }), () => 2, { refresh: true });
    await cache.delete(key({ id: 2 }));
    await cache.getOrSet(key({ id: 2 }), () => 2);
    await cache.getOrSet(key({ id: 3 }), () => 3, { layers: { map: { skip: true } } });
    expect(remote.script.count("lease")).toBe(1);
    expect([await kept(1), await kept(2), await kept(3)]).toEqual([2, 2, undefined]);
  });

  it("that can't be had keeps the value from the layer, and from nobody else, and is told of", async () => {
    const cache = deaf(remote, true);
    remote.script.fail("lease", "ERR_CACHE_REFUSED");
    const troubles: string[] = [];
    const listen = (event: unknown): void =>
      void troubles.push(((event as TroubleEvent).error as CacheError).code);
    subscribe("fairlead:cache:trouble", listen);
    expect(await cache.getOrSet(key({ id: 1 }), () => 1)).toBe(1);
    unsubscribe("fairlead:cache:trouble", listen);
    expect(troubles).toEqual(["ERR_CACHE_REFUSED"]);
    expect(remote.script.count("write")).toBe(0);
    expect(await cache.get(key({ id: 1 }))).toBe(1);
    remote.script.heal();
    expect(await cache.getOrSet(key({ id: 1 }), () => 2, { refresh: true })).toBe(2);
    expect(await kept()).toBe(2);
  });

  it("is followed by no load when nobody waits any more", async () => {
    const cache = deaf(remote);
    const leaving = new AbortController();
    const lease = remote.script.hold("lease");
    let loads = 0;
    const load = (): number => ++loads;
    const left = cache.getOrSet(key({ id: 1 }), load, { signal: leaving.signal });
    await lease.reached;
    leaving.abort();
    await expect(left).rejects.toThrow("aborted");
    expect(await cache.getOrSet(key({ id: 1 }), load)).toBe(1);
    lease.release();
    for (let i = 0; i < 5; i++) await turn();
    expect(loads).toBe(1);
  });

  it("is not waited for when looking has taken a fifth of the budget: the next load has it", async () => {
    const cache = deaf(remote);
    const look = remote.script.hold("read", "after");
    const lease = remote.script.hold("lease");
    const value = cache.getOrSet(key({ id: 1 }), () => 1);
    await look.reached;
    const from = performance.now();
    while (performance.now() - from < 1_001) await new Promise((resolve) => setTimeout(resolve, 50));
    look.release();
    expect(await value).toBe(1);
    expect(await kept()).toBeUndefined();
    lease.release();
    expect(await cache.getOrSet(key({ id: 1 }), () => 2)).toBe(2);
    expect(await kept()).toBe(2);
    expect(remote.script.count("lease")).toBe(1);
  });
});

describe("a lease that is foreseen", () => {
  const order = (): string[] =>
    remote.script.calls.map(({ step }) => step).filter((step) => step !== "write");

  it("is asked for together with the look, after four looks in vain and until one finds something", async () => {
    const cache = deaf(remote);
    for (let id = 0; id < 4; id++) await cache.getOrSet(key({ id }), () => id);
    expect(order()).toEqual(new Array(4).fill(["read", "lease"]).flat());
    remote.script.calls.length = 0;
    const look = remote.script.hold("read");
    const value = cache.getOrSet(key({ id: 4 }), () => 4);
    await look.reached;
    await turn();
    expect(order()).toEqual(["read", "lease"]);
    look.release();
    expect(await value).toBe(4);
    await cache.getOrSet(key({ id: 4 }), () => 5);
    await cache.getOrSet(key({ id: 5 }), () => 5);
    expect(order()).toEqual(["read", "lease", "read", "lease", "read", "lease"]);
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(kept))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([
    ["late", (lease: Hold) => void setImmediate(() => lease.release())],
    ["refused", () => remote.script.fail("lease", "ERR_CACHE_REFUSED")],
  ])("guards as any other, also when it is %s", async (how, arrange) => {
    const cache = deaf(remote);
    for (let id = 0; id < 4; id++) await cache.getOrSet(key({ id }), () => id);
    const hold = how === "late" ? remote.script.hold("lease", "after") : undefined;
    arrange(hold!);
    expect(await cache.getOrSet(key({ id: 4 }), () => 4)).toBe(4);
    expect(await kept(4)).toBe(how === "late" ? 4 : undefined);
    await cache.getOrSet(key({ id: 5 }), async () => {
      await other.clear();
      return 5;
    });
    expect(await kept(5)).toBeUndefined();
  });
});

it("a lease is not waited for either when it took that long to learn that tags don't hold", async () => {
  await other.getOrSet(key({ id: 1 }), () => 1, { tags: ["t"] });
  await other.invalidateTag("t");
  const stamps = [remote.script.hold("stamps", "after"), remote.script.hold("stamps", "after")];
  remote.script.hold("lease");
  const value = deaf(remote).getOrSet(key({ id: 1 }), () => 2, { tags: ["t"] });
  for (const { reached } of stamps) await reached;
  const from = performance.now();
  while (performance.now() - from < 1_001) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const each of stamps) each.release();
  expect(await value).toBe(2);
  expect(performance.now() - from).toBeLessThan(4_000);
});
