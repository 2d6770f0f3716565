import { until } from "fairlead-harness";
import { beforeEach, describe, expect, it } from "vitest";
import { type Cache, compose, createCache, defineKey, type LoadContext, memory } from "../../src/index.ts";
import { deferred, FakeClock, turn } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";

const key = defineKey<number, { id?: number }>("slow");
let clock: FakeClock;
let signals: AbortSignal[];

/** Ends only when it is aborted. */
const hang = ({ signal }: { readonly signal: AbortSignal }): Promise<number> =>
  new Promise((_, reject) => {
    signals.push(signal);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

beforeEach(() => {
  clock = new FakeClock();
  signals = [];
});

describe("a load that hangs", () => {
  let cache: Cache;
  beforeEach(() => {
    cache = createCache({ backend: memory(), clock, defaults: { ttl: "1m", staleIfError: "1h" } });
  });

  it("is aborted by the hard limit though an old value stands in for it", async () => {
    await cache.set(key(), 1);
    clock.advance(60_000);
    expect(await cache.fetch(key(), hang, { hardTimeout: 5 })).toMatchObject({ value: 1, status: "grace" });
    expect(signals[0]?.aborted).toBe(true);
  });

  it("is aborted by the hard limit also when nobody has waited for it since the soft one", async () => {
    await cache.set(key(), 1);
    clock.advance(60_000);
    expect(await cache.getOrSet(key(), hang, { softTimeout: 5, hardTimeout: 40 })).toBe(1);
    expect(signals[0]?.aborted).toBe(false);
    await until(() => signals[0]?.aborted, { what: "the load to be aborted" });
    clock.advance(1_000);
    expect(await cache.getOrSet(key(), () => 2)).toBe(2);
  });

  it("is waited for no longer by whoever comes after the hard limit of the call that began it", async () => {
    const first = cache.getOrSet(key(), hang, { hardTimeout: 20 });
    const patient = cache.getOrSet(key(), () => 2);
    await expect(first).rejects.toMatchObject({ code: "ERR_CACHE_TIMEOUT" });
    expect(await cache.getOrSet(key(), () => 3)).toBe(3);
    expect(await Promise.race([patient, turn()])).toBeUndefined();
    expect(signals[0]?.aborted).toBe(false);
  });
});

describe("a load that goes on after its end", () => {
  it("does not replace what was loaded after it", async () => {
    const cache = createCache({ backend: memory(), clock, defaults: { ttl: "1m" } });
    const slow = deferred<number>();
    const first = cache.getOrSet(key(), () => slow.promise, { hardTimeout: 5 });
    const patient = cache.fetch(key(), () => 2);
    await expect(first).rejects.toMatchObject({ code: "ERR_CACHE_TIMEOUT" });
    expect(await cache.getOrSet(key(), () => 3)).toBe(3);
    slow.resolve(1);
    expect(await patient).toMatchObject({ value: 1, stored: false });
    expect(await cache.get(key())).toBe(3);
  });
});

describe("a layer that is slower than the soft limit", () => {
  it("still has the old value that is served then", async () => {
    const layer: MapLayer = mapLayer({ clock });
    const backend = compose(layer, { budget: { read: "10s" } });
    const cache = createCache({ backend, clock, defaults: { ttl: "1m", staleIfError: "1h" } });
    await cache.set(key(), 1);
    clock.advance(60_000);
    const reading = layer.script.hold("read");
    const loading = cache.fetch(key(), hang, { softTimeout: 5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    reading.release();
    expect(await loading).toMatchObject({ value: 1, status: "grace" });
  });

  it("fails the call once, if a layer behind it breaks then", async () => {
    const broken = Object.assign(memory(), {
      read: () => {
        throw new Error("broken");
      },
    });
    const layer: MapLayer = mapLayer({ clock });
    const backend = compose(layer, broken, { budget: { read: "10s" } });
    const cache = createCache({ backend, clock, defaults: { ttl: "1m" } });
    const reading = layer.script.hold("read");
    const loading = cache.fetch(key(), hang, { softTimeout: 5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    reading.release();
    // A second rejection, which nobody catches, would fail the run.
    await expect(loading).rejects.toThrow("broken");
    await turn();
  });
});

describe("a bulk whose caller leaves", () => {
  it("goes on as long as somebody waits for one of its keys, and is aborted then", async () => {
    const cache = createCache({ backend: memory(), clock, defaults: { ttl: "1m" } });
    const [first, second] = [new AbortController(), new AbortController()];
    const bulk = cache.getOrSetMany(
      [key({ id: 1 }), key({ id: 2 })],
      (_, signal) => hang({ signal }) as Promise<never>,
      { signal: first.signal },
    );
    await until(() => signals.length === 1, { what: "the loader to be called" });
    const other = cache.getOrSet(key({ id: 2 }), () => 2, { signal: second.signal });
    first.abort(new Error("left"));
    await expect(bulk).rejects.toThrow("left");
    expect(signals[0]?.aborted).toBe(false);
    second.abort(new Error("left, too"));
    await expect(other).rejects.toThrow("left, too");
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe("the hard limit of a call", () => {
  const limited = { hardTimeout: 20 } as const;
  const late = { code: "ERR_CACHE_TIMEOUT" };
  let layer: MapLayer;
  let cache: Cache;
  beforeEach(() => {
    layer = mapLayer({ clock });
    const backend = compose(memory(), layer, { budget: { read: "10s" } });
    cache = createCache({ backend, clock, defaults: { ttl: "1m" } });
  });

  it("is for what a bulk asks the layers, too, as its signal is", async () => {
    const load = async (): Promise<never> => new Map() as never;
    layer.script.hold("read");
    await expect(cache.getOrSetMany([key()], load, limited)).rejects.toMatchObject(late);
    const leaving = new AbortController();
    const reading = layer.script.hold("read");
    const bulk = cache.getOrSetMany([key()], load, { signal: leaving.signal });
    await reading.reached;
    leaving.abort(new Error("left"));
    await expect(bulk).rejects.toThrow("left");
  });

  it("is for asking whether tags still hold, too", async () => {
    await cache.set(key(), 1, { tags: ["a"] });
    clock.advance(2_000);
    layer.script.hold("stamps");
    await expect(cache.getOrSet(key(), () => 2, limited)).rejects.toMatchObject(late);
  });

  it("begins once, however often the call has to wait for a load that is another one's alone", async () => {
    const alone = async ({ skip }: LoadContext): Promise<number> => {
      skip({ share: false });
      await new Promise((resolve) => setTimeout(resolve, 15));
      return 1;
    };
    const calls = [1, 2, 3].map(() => cache.getOrSet(key(), alone, limited));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes[2]).toMatchObject({ status: "rejected", reason: late });
  });
});
