import { until } from "fairlead-harness";
import { beforeEach, describe, expect, it } from "vitest";
import { type Cache, type Composition, compose, createCache, defineKey, memory } from "../../src/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type MapLayer, mapLayer } from "../support/map-layer.ts";
import { MapServer } from "../support/map-server.ts";

const key = defineKey<number, { id?: number }>("item");
let clock: FakeClock;
let server: MapServer;
let remote: MapLayer;

const open = (backend: Composition): Cache => createCache({ backend, clock, sync: false });

beforeEach(() => {
  clock = new FakeClock();
  server = new MapServer(clock);
  remote = mapLayer({ label: "map", server });
});

/** Of the time for reading. */
async function aFifth(): Promise<void> {
  const from = performance.now();
  await until(() => performance.now() - from > 101, { what: "a fifth of the budget" });
}

describe("a layer that has taken long", () => {
  it("is not asked for tags then, when it has told of the value", async () => {
    const near = open(compose(memory(), remote, { budget: { read: 500 } }));
    const tagged = { tags: ["a"], ttl: "1h" } as const;
    await near.set(key(), 1, tagged);
    clock.advance(60_000);
    const own = open(compose(remote, { budget: { read: 500 } }));
    const calls = remote.script.calls.length;
    const look = remote.script.hold("read", "after");
    const found = own.fetch(key(), () => 2, { ttl: "1m" });
    await look.reached;
    await aFifth();
    look.release();
    expect(await found).toMatchObject({ value: 2, status: "miss", degraded: true });
    expect(remote.script.calls.slice(calls).map(({ step }) => step)).not.toContain("stamps");
  });

  it("is not asked for the value then, when it has told of its tags", async () => {
    const near = open(compose(memory(), remote, { budget: { read: 500 } }));
    const tagged = { tags: ["a"], ttl: "1h" } as const;
    await near.set(key(), 1, tagged);
    clock.advance(60_000);
    server.stamps.set("a", clock.now());
    const calls = remote.script.calls.length;
    const stamps = remote.script.hold("stamps");
    const fetched = near.fetch(key(), () => 2, tagged);
    await stamps.reached;
    await aFifth();
    stamps.release();
    expect(await fetched).toMatchObject({ value: 2, status: "miss", degraded: true });
    expect(remote.script.calls.slice(calls).map(({ step }) => step)).toEqual(["stamps"]);
  });
});
