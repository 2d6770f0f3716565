import { until } from "fairlead-harness";
import { describe, expect, it } from "vitest";
import {
  type Cache,
  type CompositionOptions,
  compose,
  createCache,
  defineKey,
  memory,
} from "../../src/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";

const key = defineKey<number, { id?: number }>("item");

describe("layers", () => {
  const two = (options: CompositionOptions): [Cache, MapLayer, MapLayer] => {
    const clock = new FakeClock();
    const [near, far] = [mapLayer({ label: "near", clock }), mapLayer({ label: "far", clock })];
    return [createCache({ backend: compose(near, far, options), clock, defaults: { ttl: "1m" } }), near, far];
  };

  it("are read at once if they are to be, and the first value is taken", async () => {
    const [both, near, far] = two({ read: "race", budget: { read: "10s" } });
    await both.set(key(), 1);
    const slow = near.script.hold("read");
    expect(await both.fetch(key(), () => 2)).toMatchObject({ value: 1, source: "far" });
    slow.release();
    expect(far.script.count("read")).toBe(1);
  });

  it("are read together if they are to be, and the value that lives longest is taken", async () => {
    const [both, near] = two({ read: "parallel" });
    await both.set(key(), 1, { layers: { near: { ttl: "1s" } } });
    expect(await both.fetch(key(), () => 2)).toMatchObject({ value: 1 });
    expect(near.script.count("read")).toBe(1);
  });

  it("are written from the last to the first, and no further after a failure", async () => {
    const [both, near, far] = two({ write: "sequential" });
    far.script.fail("write", "ERR_CACHE_REFUSED");
    expect(await both.set(key(), 1)).toMatchObject({
      layers: [
        { layer: "near", outcome: "skipped" },
        { layer: "far", outcome: "failed" },
      ],
    });
    expect(near.script.count("write")).toBe(0);
  });

  it("are written until the first has it, if that is enough", async () => {
    const [both, near] = two({ write: "race" });
    const slow = near.script.hold("write");
    expect(await both.set(key(), 1)).toMatchObject({
      layers: [
        { layer: "near", outcome: "late" },
        { layer: "far", outcome: "done" },
      ],
    });
    slow.release();
  });

  it("before the one that has it are refilled, memory or not", async () => {
    const [both, near] = two({});
    near.script.fail("write", "ERR_CACHE_REFUSED");
    await both.set(key(), 1);
    near.script.heal();
    await both.get(key());
    await until(async () => (await both.inspect(key())).layers[0]?.state === "fresh", { what: "the refill" });
  });

  it("all keep an expired value as long as the last one was to, though memory has it shorter", async () => {
    const clock = new FakeClock();
    const backend = compose(memory(), mapLayer({ label: "far", clock }), { localTtl: "1s" });
    const cache = createCache({ backend, clock, defaults: { ttl: "1m", staleIfError: "1h" } });
    await cache.set(key(), 1);
    expect(await cache.expire(key())).toMatchObject({ ok: true });
    clock.advance(2_000);
    const fails = async (): Promise<number> => {
      throw new Error("no");
    };
    expect(await cache.fetch(key(), fails)).toMatchObject({ value: 1, status: "grace", source: "far" });
  });

  it("can't be put together by words or numbers that mean nothing", () => {
    const wrong: readonly Record<string, unknown>[] = [
      { read: "paralel" },
      { write: "both" },
      { refill: "sometimes" },
      { maxPending: Number.NaN },
      { maxPending: -1 },
    ];
    for (const options of wrong) {
      expect(() => compose(memory(), options as CompositionOptions)).toThrow(
        expect.objectContaining({ code: "ERR_CACHE_OPTION" }),
      );
    }
  });

  it("have not stored a loaded value that nobody could be found to write", async () => {
    const cache = createCache({ backend: mapLayer(), defaults: { ttl: "1m" }, offload: { maxTasks: 0 } });
    expect(await cache.fetch(key(), () => 1)).toMatchObject({ value: 1, stored: false });
    const near = createCache({
      backend: compose(memory(), mapLayer()),
      defaults: { ttl: "1m" },
      offload: { maxTasks: 0 },
    });
    expect(await near.fetch(key(), () => 1)).toMatchObject({ value: 1, stored: true });
  });
});
