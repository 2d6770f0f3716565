import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channels } from "../../src/diagnostics/channels.ts";
import { type Cache, compose, createCache, defineKey, memory } from "../../src/index.ts";
import { instrument } from "../../src/prometheus/index.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { MapLayer } from "../support/map-layer.ts";
import { MapServer } from "../support/map-server.ts";

const user = defineKey<string, { id: number }>("user");
const post = defineKey<string, { id: number }>("post");

let register: Registry;
let cache: Cache;
let stop: () => void = () => undefined;

beforeEach(() => {
  register = new Registry();
});
afterEach(async () => {
  stop();
  await cache?.close();
});

/** The lines of a metric, without its name. */
async function lines(name: string): Promise<string[]> {
  const all = (await register.metrics()).split("\n");
  const full = `fairlead_cache_${name}`;
  return all.filter((line) => line.startsWith(`${full}{`)).map((line) => line.slice(full.length));
}

/** Hits and all of a family, as the query in the guide takes them together. */
async function hitsOf(family: string): Promise<readonly [hits: number, all: number]> {
  let [hits, all] = [0, 0];
  for (const line of await lines("requests_total")) {
    if (!line.includes(`family="${family}"`)) continue;
    const count = Number(line.split(" ").at(-1));
    all += count;
    if (/status="(hit|stale|grace)"/.test(line)) hits += count;
  }
  return [hits, all];
}

describe("prometheus", () => {
  it("has the share of hits of each family", async () => {
    stop = instrument({ register });
    const clock = new FakeClock();
    cache = createCache({
      backend: memory(),
      clock,
      name: "shop",
      defaults: { ttl: 1_000, staleIfError: "1h" },
    });
    const load = async (): Promise<string> => "v";
    for (let i = 0; i < 3; i++) await cache.getOrSet(user({ id: 1 }), load);
    await cache.get(user({ id: 1 }));
    await cache.get(post({ id: 1 }));
    await cache.getMany([post({ id: 1 }), user({ id: 1 })]);
    clock.advance(2_000);
    await cache.getOrSet(user({ id: 1 }), () => Promise.reject(new Error("away")));
    await cache.getOrSet(post({ id: 1 }), () => Promise.reject(new Error("away"))).catch(() => undefined);
    expect(await hitsOf("user")).toEqual([5, 6]);
    expect(await hitsOf("post")).toEqual([0, 3]);
    expect(await lines("requests_total")).toEqual(
      expect.arrayContaining([
        '{cache="shop",family="user",status="hit",source="memory"} 4',
        '{cache="shop",family="user",status="miss",source="load"} 1',
        '{cache="shop",family="user",status="grace",source="memory"} 1',
        '{cache="shop",family="post",status="none",source=""} 2',
        '{cache="shop",family="post",status="failed",source="load"} 1',
      ]),
    );
    expect(await lines("request_duration_seconds_count")).toContain('{cache="shop",status="hit"} 4');
    expect(await lines("load_duration_seconds_count")).toEqual([
      '{cache="shop",family="user",outcome="loaded"} 1',
      '{cache="shop",family="user",outcome="failed"} 1',
      '{cache="shop",family="post",outcome="failed"} 1',
    ]);
  });

  it("bounds its labels, whatever families a program makes up", async () => {
    stop = instrument({ register, maxFamilies: 2 });
    cache = createCache({ backend: memory(), defaults: { ttl: "1h" } });
    for (let i = 0; i < 5; i++) await cache.get(defineKey(`made-up-${i}`)());
    const counts = await lines("requests_total");
    expect(counts).toHaveLength(3);
    expect(counts).toContain('{cache="cache",family="OTHER",status="none",source=""} 3');
  });

  it("has what layers are asked for, their errors by code, their breakers and what is pending", async () => {
    const layer = new MapLayer({ label: "far" });
    const backend = compose(memory({ maxBytes: 10_000 }), layer, { breaker: { failures: 2 } });
    cache = createCache({ backend, defaults: { ttl: "1h", write: "await" } });
    stop = instrument({ register, caches: [cache] });
    await cache.set(user({ id: 1 }), "1234");
    await cache.getOrSet(user({ id: 2 }), () => "12");
    await cache.get(user({ id: 1 }), { layers: { memory: { skip: true } } });
    expect(await lines("layer_items_total")).toEqual([
      '{cache="cache",layer="far",operation="write"} 2',
      '{cache="cache",layer="far",operation="publish"} 1',
      '{cache="cache",layer="far",operation="read"} 2',
      '{cache="cache",layer="far",operation="lease"} 1',
    ]);
    expect(await lines("layer_hits_total")).toEqual(['{cache="cache",layer="far"} 1']);
    expect(await lines("layer_bytes_total")).toEqual([
      '{cache="cache",layer="far",operation="write"} 10',
      '{cache="cache",layer="far",operation="read"} 6',
    ]);
    expect(await lines("layer_duration_seconds_count")).toContain(
      '{cache="cache",layer="far",operation="read"} 2',
    );
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    await cache.get(user({ id: 9 }));
    await cache.delete(user({ id: 1 }));
    const errors = await lines("layer_errors_total");
    expect(errors).toContain('{cache="cache",layer="far",operation="read",code="ERR_CACHE_UNREACHABLE"} 1');
    expect(errors).toContain('{cache="cache",layer="far",operation="remove",code="ERR_CACHE_UNREACHABLE"} 1');
    expect(await lines("breaker_state")).toEqual(['{cache="cache",layer="far"} 1']);
    expect(await lines("breaker_trips_total")).toEqual(['{cache="cache",layer="far"} 1']);
    expect(await lines("degraded_total")).toEqual(['{cache="cache",family="user"} 1']);
    expect(await lines("pending_invalidations")).toEqual(['{cache="cache",layer="far"} 1']);
    expect(await lines("memory_entries")).toEqual(['{cache="cache",layer="memory"} 1']);
    expect(Number((await lines("memory_bytes"))[0]!.split(" ")[1])).toBeGreaterThan(100);
    expect(await lines("memory_evictions_total")).toEqual(['{cache="cache",layer="memory"} 0']);
    expect(await lines("flights")).toEqual(['{cache="cache"} 0']);
    expect(await lines("offload_active")).toEqual(['{cache="cache"} 0']);
  });

  it("has what becomes of tasks, what others say, and what no call reports", async () => {
    stop = instrument({ register });
    const server = new MapServer();
    const make = (): Cache =>
      createCache({ backend: compose(memory(), new MapLayer({ server })), defaults: { ttl: "1h" } });
    cache = make();
    await using other = make();
    await other.getOrSet(user({ id: 1 }), () => "v");
    await other.close();
    await cache.set(user({ id: 1 }), "w");
    expect(await lines("offload_tasks_total")).toEqual(['{cache="cache",kind="write",outcome="done"} 1']);
    expect(await lines("sync_events_total")).toEqual([]);
    await using third = make();
    await third.setMany([
      [user({ id: 1 }), "x"],
      [user({ id: 2 }), "x"],
    ]);
    expect(await lines("sync_events_total")).toEqual(['{cache="cache",kind="removed"} 1']);
    expect(await lines("sync_items_total")).toEqual(['{cache="cache",kind="removed"} 2']);
    channels.trouble.publish({
      cache: "c",
      layer: "l",
      error: Object.assign(new Error(), { code: "ERR_X" }),
    });
    channels.trouble.publish({ cache: "c", layer: "l", error: "?" });
    expect(await lines("trouble_total")).toEqual([
      '{cache="c",layer="l",code="ERR_X"} 1',
      '{cache="c",layer="l",code="OTHER"} 1',
    ]);
  });

  it("counts no call whose beginning it has not seen", async () => {
    const layer = new MapLayer({ label: "far" });
    cache = createCache({ backend: layer, defaults: { ttl: "1h" } });
    const held = layer.script.hold("read");
    const got = cache.get(user({ id: 1 }));
    await held.reached;
    stop = instrument({ register });
    held.release();
    await got;
    expect(await lines("layer_duration_seconds_sum")).toEqual([]);
    await cache.get(user({ id: 1 }));
    expect(await lines("layer_duration_seconds_count")).toEqual([
      '{cache="cache",layer="far",operation="read"} 1',
    ]);
  });

  it("takes nothing of another one out of the registry when it is stopped twice", () => {
    const first = instrument({ register });
    first();
    stop = instrument({ register });
    first();
    expect(register.getSingleMetric("fairlead_cache_requests_total")).toBeDefined();
  });

  it("leaves the registry as it was, and nobody listening, once it is stopped", async () => {
    cache = createCache({ backend: memory(), defaults: { ttl: "1h" } });
    instrument({ register, caches: [cache] })();
    expect(register.getMetricsAsArray()).toEqual([]);
    expect(Object.values(channels).some((channel) => channel.hasSubscribers)).toBe(false);
  });
});
