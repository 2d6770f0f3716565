import { beforeEach, describe, expect, it } from "vitest";
import { type Cache, createCache, defineKey, memory } from "../../src/index.ts";
import { deferred, FakeClock, turn } from "../support/fake-clock.ts";

const key = defineKey<number>("cold")();
let loads: number;
let atOnce: number;
let most: number;

beforeEach(() => {
  loads = atOnce = most = 0;
});

const open = () => createCache({ backend: memory(), clock: new FakeClock(), defaults: { ttl: "1m" } });

/** Takes a turn, and fails each time that `fails` says. */
const loader =
  (fails: (load: number) => boolean = () => false) =>
  async (): Promise<number> => {
    const load = ++loads;
    most = Math.max(most, ++atOnce);
    await turn();
    atOnce--;
    if (fails(load)) throw new Error(`load ${load}`);
    return load;
  };

describe("callers of one cold key", () => {
  it("wait for one load, a thousand of them, and those who leave don't stop it", async () => {
    const cache = open();
    const leaving = new AbortController();
    const calls = Array.from({ length: 1_000 }, (_, n) =>
      cache.fetch(key, loader(), n % 3 === 0 ? { signal: leaving.signal } : {}),
    );
    const settled = Promise.allSettled(calls);
    leaving.abort(new Error("left"));
    const outcomes = await settled;
    expect(loads).toBe(1);
    for (const [n, outcome] of outcomes.entries()) {
      if (n % 3 === 0) expect(outcome).toMatchObject({ status: "rejected", reason: { message: "left" } });
      else expect(outcome).toMatchObject({ status: "fulfilled", value: { value: 1, status: "collapsed" } });
    }
  });

  it("share a failure; the next load begins after it, one at a time", async () => {
    const cache = open();
    const load = loader((n) => n < 5);
    const persist = async (): Promise<number> => {
      for (;;) {
        try {
          return await cache.getOrSet(key, load);
        } catch {
          // it tries again
        }
      }
    };
    const values = await Promise.all(Array.from({ length: 1_000 }, persist));
    expect(new Set(values)).toEqual(new Set([5]));
    expect([loads, most]).toEqual([5, 1]);
  });

  it("all leave: the load is aborted, and the next caller begins anew", async () => {
    const cache = open();
    const leaving = new AbortController();
    let signal: AbortSignal | undefined;
    const hang = (context: { signal: AbortSignal }) => {
      signal = context.signal;
      return new Promise<number>(() => undefined);
    };
    const calls = Array.from({ length: 5 }, () => cache.getOrSet(key, hang, { signal: leaving.signal }));
    const settled = Promise.allSettled(calls);
    await turn();
    leaving.abort(new Error("left"));
    await settled;
    expect(signal?.aborted).toBe(true);
    expect(await cache.getOrSet(key, loader())).toBe(1);
  });

  it("may be served by several loads, or each by its own", async () => {
    const cache = open();
    await Promise.all(Array.from({ length: 10 }, () => cache.getOrSet(key, loader(), { concurrency: 3 })));
    expect([loads, most]).toEqual([3, 3]);
    await cache.delete(key);
    loads = most = 0;
    const each = Array.from({ length: 10 }, () => cache.getOrSet(key, loader(), { concurrency: false }));
    expect(new Set(await Promise.all(each)).size).toBe(10);
  });

  it("don't share what is not to be shared: each loads its own, one after the other", async () => {
    const cache = open();
    const own = async ({ skip }: { skip: (options: { share: boolean }) => void }) => {
      skip({ share: false });
      return loader()();
    };
    const values = await Promise.all(Array.from({ length: 10 }, () => cache.getOrSet(key, own)));
    expect(new Set(values).size).toBe(10);
    expect([loads, most]).toEqual([10, 1]);
  });

  it("are told of a throw as of a rejection", async () => {
    const cache = open();
    const fail = (): number => {
      throw new Error("at once");
    };
    const all = await Promise.allSettled([cache.getOrSet(key, fail), cache.getOrSet(key, fail)]);
    for (const one of all) expect(one).toMatchObject({ status: "rejected", reason: { message: "at once" } });
  });
});

describe("limits and signals", () => {
  it("of months are no limits that end at once", async () => {
    const cache = open();
    const long = { hardTimeout: "60d", softTimeout: "60d" } as const;
    const slow = deferred<number>();
    const loading = cache.getOrSet(key, () => slow.promise, long);
    await new Promise((resolve) => setTimeout(resolve, 20));
    slow.resolve(1);
    expect(await loading).toBe(1);
  });

  it("may be one signal for many calls, without a warning", async () => {
    const cache = open();
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warn);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet(key, loader(), { signal })));
    await turn();
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });
});

describe("a removal while its key is loaded", () => {
  it("keeps the value from being kept: it may be older", async () => {
    const cache = open();
    const slow = deferred<number>();
    const loading = cache.fetch(key, () => slow.promise);
    await cache.delete(key);
    slow.resolve(1);
    expect(await loading).toMatchObject({ value: 1, stored: false });
    expect(await cache.get(key)).toBeUndefined();
  });

  it("does so by clear, by a new value and by its tag", async () => {
    const cache = open();
    const during = async (change: () => Promise<unknown>, tags: readonly string[] = []): Promise<unknown> => {
      const slow = deferred<number>();
      const loading = cache.fetch(key, ({ set }) => {
        set({ tags });
        return slow.promise;
      });
      await change();
      slow.resolve(1);
      await loading;
      const value = await cache.get(key);
      await cache.delete(key);
      return value;
    };
    expect(await during(() => cache.clear())).toBeUndefined();
    expect(await during(() => cache.clear({ scope: [], name: "other" }))).toBe(1);
    expect(await during(() => cache.set(key, 2))).toBe(2);
    expect(await during(() => cache.invalidateTag("a"), ["a"])).toBeUndefined();
    expect(await during(() => cache.invalidateTag("b"), ["a"])).toBe(1);
  });

  it("keeps whoever asks after it from being given what was loaded before; who asked before gets that", async () => {
    const removals: ((cache: Cache) => Promise<unknown>)[] = [
      (cache) => cache.delete(key),
      (cache) => cache.set(key, 7).then(() => cache.delete(key)),
      (cache) => cache.clear(),
      (cache) => cache.invalidateTag("t"),
    ];
    for (const remove of removals) {
      const cache = open();
      const [old, fresh] = [deferred<number>(), deferred<number>()];
      const before = [1, 2].map(() => cache.getOrSet(key, () => old.promise, { tags: ["t"] }));
      await turn();
      await remove(cache);
      const after = [1, 2].map(() => cache.getOrSet(key, () => fresh.promise, { tags: ["t"] }));
      fresh.resolve(2);
      expect(await Promise.all(after)).toEqual([2, 2]);
      old.resolve(1);
      expect(await Promise.all(before)).toEqual([1, 1]);
      expect(await cache.get(key)).toBe(2);
    }
  });

  it("takes away what a slow load would have been replaced by", async () => {
    const clock = new FakeClock();
    const cache = createCache({ backend: memory(), clock, defaults: { ttl: 10, staleIfError: "1h" } });
    await cache.set(key, 1);
    clock.advance(20);
    const [old, fresh] = [deferred<number>(), deferred<number>()];
    const before = cache.getOrSet(key, () => old.promise);
    await turn();
    await cache.delete(key);
    const after = cache.getOrSet(key, () => fresh.promise, { softTimeout: 1 });
    const first = await Promise.race([after, new Promise((resolve) => setTimeout(resolve, 20, "waits"))]);
    expect(first).toBe("waits");
    fresh.resolve(2);
    old.resolve(0);
    expect(await Promise.all([before, after])).toEqual([0, 2]);
  });
});
