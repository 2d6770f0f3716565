import { beforeEach, describe, expect, it } from "vitest";
import { createCache, defineKey, memory } from "../../src/index.ts";
import { deferred, FakeClock, turn } from "../support/fake-clock.ts";

const itemKey = defineKey<number, { id: number }>("item");
const key = itemKey({ id: 1 });
let clock: FakeClock;
let loads: number;
const next = (): number => ++loads;
/** A loader that counts, and gives this. */
const count =
  <T>(value: T) =>
  (): T => {
    next();
    return value;
  };

beforeEach(() => {
  clock = new FakeClock();
  loads = 0;
});

const open = (defaults = {}) =>
  createCache({ backend: memory(), clock, defaults: { ttl: "1m", ...defaults } });

describe("a value", () => {
  it("is loaded once, and good for its ttl, to the millisecond", async () => {
    const cache = open();
    expect(await cache.fetch(key, next)).toMatchObject({
      value: 1,
      status: "miss",
      source: "load",
      stored: true,
    });
    clock.advance(59_999);
    expect(await cache.fetch(key, next)).toMatchObject({
      value: 1,
      status: "hit",
      source: "memory",
      stored: false,
    });
    clock.advance(1);
    expect(await cache.get(key)).toBeUndefined();
    expect(await cache.fetch(key, next)).toMatchObject({ value: 2, status: "miss" });
  });

  it("may live for less than a second, or for ever", async () => {
    const cache = open();
    await cache.set(key, 5, { ttl: 20 });
    clock.advance(19);
    expect(await cache.get(key)).toBe(5);
    clock.advance(1);
    expect(await cache.get(key)).toBeUndefined();
    await cache.set(key, 6, { ttl: "forever" });
    clock.advance(1e12);
    expect(await cache.get(key)).toBe(6);
  });

  it.each([0, "", false, null])("may be %j", async (value) => {
    const anyKey = defineKey<unknown>("any")();
    const cache = open();
    expect(await cache.getOrSet(anyKey, count(value))).toBe(value);
    expect(await cache.getOrSet(anyKey, count(value))).toBe(value);
    expect([loads, await cache.has(anyKey), (await cache.getMany([anyKey]))[0]]).toEqual([1, true, value]);
  });

  it("that is undefined is kept only where the policy says for how long", async () => {
    const maybeKey = defineKey<undefined>("maybe")();
    const cache = open();
    const nothing = (): undefined => void next();
    expect(await cache.fetch(maybeKey, nothing)).toMatchObject({ status: "miss", stored: false });
    await cache.getOrSet(maybeKey, nothing, { emptyTtl: "1s" });
    expect(await cache.fetch(maybeKey, nothing)).toMatchObject({ value: undefined, status: "hit" });
    expect([loads, await cache.has(maybeKey)]).toEqual([2, true]);
    clock.advance(1_000);
    expect(await cache.has(maybeKey)).toBe(false);
  });

  it("is kept only if the policy and the loader want it", async () => {
    const cache = open();
    expect(await cache.fetch(key, next, { keepIf: () => false })).toMatchObject({ stored: false });
    expect(
      await cache.fetch(key, ({ skip }) => {
        skip();
        return next();
      }),
    ).toMatchObject({ stored: false });
    expect(await cache.fetch(key, next, { ttl: 0 })).toMatchObject({ value: 3, stored: false });
    expect(await cache.get(key)).toBeUndefined();
  });

  it("lives as long as its loader says", async () => {
    const cache = open();
    await cache.getOrSet(key, ({ set }) => {
      set({ ttl: "1s" });
      return next();
    });
    clock.advance(999);
    expect(await cache.get(key)).toBe(1);
    clock.advance(1);
    expect(await cache.get(key)).toBeUndefined();
  });

  it("lives shorter by a random share", async () => {
    const cache = createCache({
      backend: memory(),
      clock,
      random: () => 0.5,
      defaults: { ttl: 1_000, jitter: 0.2 },
    });
    const { times } = await cache.fetch(key, next);
    expect(times.expiresAt - clock.now()).toBe(900);
  });

  it("needs a ttl", async () => {
    const cache = createCache({ backend: memory() });
    await expect(cache.getOrSet(key, next)).rejects.toMatchObject({ code: "ERR_CACHE_OPTION" });
    await expect(cache.set(key, 1)).rejects.toMatchObject({ code: "ERR_CACHE_OPTION" });
    expect(loads).toBe(0);
  });

  it("is loaded again when the call wants it", async () => {
    const cache = open();
    await cache.getOrSet(key, next);
    expect(await cache.fetch(key, next, { refresh: true })).toMatchObject({ value: 2, status: "expired" });
    expect(await cache.get(key)).toBe(2);
  });
});

describe("a stale value", () => {
  const stale = { stale: "10s" };

  it("is served, and loaded again in the background, once", async () => {
    const cache = open(stale);
    await cache.getOrSet(key, next);
    clock.advance(10_000);
    const slow = deferred<number>();
    const load = count(slow.promise);
    expect(await cache.fetch(key, load)).toMatchObject({ value: 1, status: "stale" });
    expect(await cache.getOrSet(key, load)).toBe(1);
    expect(loads).toBe(2);
    slow.resolve(7);
    await turn();
    expect(await cache.fetch(key, next)).toMatchObject({ value: 7, status: "hit" });
  });

  it("is served as it is, or loaded first", async () => {
    const cache = open(stale);
    await cache.getOrSet(key, next);
    clock.advance(10_000);
    expect(await cache.fetch(key, next, { onStale: "return" })).toMatchObject({ value: 1, status: "stale" });
    await turn();
    expect(loads).toBe(1);
    expect(await cache.fetch(key, next, { onStale: "revalidate" })).toMatchObject({
      value: 2,
      status: "expired",
    });
  });

  it("stays when its loader fails in the background, which is then left in peace", async () => {
    const cache = open({ ...stale, retryAfter: "5s" });
    await cache.getOrSet(key, next);
    clock.advance(10_000);
    const fail = () => Promise.reject(new Error(`load ${next()}`));
    expect(await cache.getOrSet(key, fail)).toBe(1);
    await turn();
    expect(await cache.getOrSet(key, fail)).toBe(1);
    await turn();
    expect(loads).toBe(2);
    clock.advance(5_000);
    expect(await cache.getOrSet(key, fail)).toBe(1);
    await turn();
    expect(loads).toBe(3);
  });
});

describe("an expired value", () => {
  const grace = { staleIfError: "1h", retryAfter: "5s" };
  const fail = () => Promise.reject(new Error(`load ${next()}`));

  it("stands in for a loader that fails, for ttl and grace together", async () => {
    const cache = open(grace);
    await cache.getOrSet(key, next);
    clock.advance(60_000);
    expect(await cache.get(key)).toBeUndefined();
    const got = await cache.fetch(key, fail);
    expect(got).toMatchObject({ value: 1, status: "grace", source: "memory", error: { message: "load 2" } });
    clock.advance(3_600_000 - 1);
    expect(await cache.getOrSet(key, fail)).toBe(1);
    clock.advance(1);
    await expect(cache.getOrSet(key, fail)).rejects.toThrow("load 4");
  });

  it("stands in at once for a while after that", async () => {
    const cache = open(grace);
    await cache.getOrSet(key, next);
    clock.advance(60_000);
    await cache.getOrSet(key, fail);
    expect(await cache.fetch(key, next)).toMatchObject({ value: 1, status: "grace" });
    clock.advance(5_000);
    expect(await cache.fetch(key, next)).toMatchObject({ value: 3, status: "expired" });
  });

  it("stands in for a loader that takes too long, whose value is kept", async () => {
    const cache = open(grace);
    await cache.getOrSet(key, next);
    clock.advance(60_000);
    const slow = deferred<number>();
    const got = await cache.fetch(key, () => slow.promise, { softTimeout: 5 });
    expect(got).toMatchObject({ value: 1, status: "grace" });
    slow.resolve(9);
    await turn();
    expect(await cache.get(key)).toBe(9);
  });

  it("is shown to the loader", async () => {
    const cache = open(grace);
    await cache.getOrSet(key, next);
    clock.advance(60_000);
    expect(await cache.getOrSet(key, ({ previous }) => (previous?.value ?? 0) + 41)).toBe(42);
  });

  it("is what `expire` makes of a good one", async () => {
    const cache = open(grace);
    await cache.set(key, 1);
    expect(await cache.expire(key)).toMatchObject({ ok: true });
    expect(await cache.get(key)).toBeUndefined();
    expect(await cache.fetch(key, fail)).toMatchObject({ value: 1, status: "grace" });
  });
});

describe("a call", () => {
  it("ends by its hard limit, though the loader goes on", async () => {
    const cache = open();
    let aborted = false;
    const hang = ({ signal }: { signal: AbortSignal }) =>
      new Promise<number>((_, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      });
    await expect(cache.getOrSet(key, hang, { hardTimeout: 5 })).rejects.toMatchObject({
      code: "ERR_CACHE_TIMEOUT",
    });
    expect(aborted).toBe(true);
  });

  it("after close is refused", async () => {
    const cache = open();
    await cache.close();
    await expect(cache.get(key)).rejects.toMatchObject({ code: "ERR_CACHE_CLOSED" });
    await expect(cache.getOrSet(key, next)).rejects.toMatchObject({ code: "ERR_CACHE_CLOSED" });
    await expect(cache.set(key, 1)).rejects.toMatchObject({ code: "ERR_CACHE_CLOSED" });
    const bulk = cache.getOrSetMany([key], async () => new Map());
    await expect(bulk).rejects.toMatchObject({ code: "ERR_CACHE_CLOSED" });
  });
});
