import { beforeEach, describe, expect, it } from "vitest";
import { type Cache, createCache, defineKey, type LoadContext } from "../../src/index.ts";
import type { LockStore } from "../../src/layer.ts";
import { deferred, FakeClock, turn } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";

const key = defineKey<number>("anew")();
let remote: MapLayer;
let cache: Cache;
let loads: number;
let value: ReturnType<typeof deferred<number>>;
let signal: AbortSignal | undefined;

function open(layer: MapLayer): void {
  remote = layer;
  cache = createCache({ backend: layer, clock: new FakeClock(), defaults: { ttl: "1m", tags: ["t"] } });
}

function load(context: LoadContext): Promise<number> {
  loads++;
  signal = context.signal;
  return value.promise;
}

async function turns(): Promise<void> {
  for (let i = 0; i < 10; i++) await turn();
}

beforeEach(() => {
  open(mapLayer());
  loads = 0;
  value = deferred();
});

describe("what is removed after it was looked for, and before it is loaded", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["key", () => cache.delete(key)],
    ["tag", () => cache.invalidateTag("t")],
    ["namespace", () => cache.clear()],
  ])("is loaded once: by its %s", async (_, remove) => {
    const look = remote.script.hold("read", "after");
    const first = cache.getOrSet(key, load);
    await look.reached;
    await remove();
    look.release();
    await turns();
    expect(loads).toBe(1);
    const second = cache.getOrSet(key, load);
    await turns();
    value.resolve(1);
    expect(await Promise.all([first, second])).toEqual([1, 1]);
    expect(loads).toBe(1);
  });

  it("is loaded with those who came since", async () => {
    const look = remote.script.hold("read", "after");
    const first = cache.getOrSet(key, load);
    await look.reached;
    await cache.delete(key);
    const second = cache.getOrSet(key, load);
    await turns();
    look.release();
    await turns();
    value.resolve(1);
    expect(await Promise.all([first, second])).toEqual([1, 1]);
    expect(loads).toBe(1);
  });

  it("is loaded at once, for those who still look as well", async () => {
    const look = remote.script.hold("read", "after");
    const first = cache.getOrSet(key, load);
    await look.reached;
    await cache.delete(key);
    const slower = remote.script.hold("read", "after");
    const second = cache.getOrSet(key, load);
    await slower.reached;
    look.release();
    await turns();
    value.resolve(1);
    expect(await first).toBe(1);
    value = deferred();
    const third = cache.getOrSet(key, load, { refresh: true });
    slower.release();
    await turns();
    value.resolve(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
    expect(loads).toBe(2);
  });

  it("is loaded once under a lock", async () => {
    let locks = 0;
    const store: LockStore = {
      acquire: async () => {
        locks++;
        return true;
      },
      release: async () => void locks--,
    };
    open(Object.assign(mapLayer(), { locks: store }));
    const lease = remote.script.hold("lease");
    const first = cache.getOrSet(key, load, { lock: true });
    await lease.reached;
    await cache.delete(key);
    lease.release();
    await turns();
    expect([loads, locks]).toEqual([1, 1]);
    const second = cache.getOrSet(key, load, { lock: true });
    await turns();
    value.resolve(1);
    expect(await Promise.all([first, second])).toEqual([1, 1]);
    expect([loads, locks]).toEqual([1, 0]);
  });

  it("is not given in place of what could not be loaded", async () => {
    const clock = new FakeClock();
    cache = createCache({ backend: remote, clock, defaults: { ttl: 10, staleIfError: "1h" } });
    await cache.set(key, 1);
    clock.advance(20);
    const look = remote.script.hold("read", "after");
    const call = cache.getOrSet(key, load);
    await look.reached;
    await cache.delete(key);
    look.release();
    value.reject(new Error("not loaded"));
    await expect(call).rejects.toThrow("not loaded");
  });

  it("is aborted when nobody waits any more", async () => {
    const leaving = new AbortController();
    const look = remote.script.hold("read", "after");
    const call = cache.getOrSet(key, load, { signal: leaving.signal });
    await look.reached;
    await cache.delete(key);
    look.release();
    await turns();
    expect(signal?.aborted).toBe(false);
    leaving.abort(new Error("left"));
    await expect(call).rejects.toThrow("left");
    expect(signal?.aborted).toBe(true);
  });
});
