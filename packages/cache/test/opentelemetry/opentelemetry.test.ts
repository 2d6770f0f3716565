import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { channels } from "../../src/diagnostics/channels.ts";
import { type Cache, compose, createCache, defineKey, memory } from "../../src/index.ts";
import { instrument } from "../../src/opentelemetry/index.ts";
import { MapLayer } from "../support/map-layer.ts";

const user = defineKey<string, { id: number }>("user");

let exporter: InMemoryMetricExporter;
let reader: PeriodicExportingMetricReader;
let meterProvider: MeterProvider;
let spans: InMemorySpanExporter;
let tracerProvider: BasicTracerProvider;
let cache: Cache;
let stop: () => void = () => undefined;

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());
beforeEach(() => {
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  meterProvider = new MeterProvider({ readers: [reader] });
  spans = new InMemorySpanExporter();
  tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
});
afterEach(async () => {
  stop();
  await cache?.close();
  await meterProvider.shutdown();
});

/** The points of a metric: attributes and value; of a histogram its count. */
async function points(name: string): Promise<(readonly [object, unknown])[]> {
  exporter.reset();
  await reader.forceFlush();
  const all = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  const metric = all.find(({ descriptor }) => descriptor.name === `fairlead.cache.${name}`);
  return (metric?.dataPoints ?? []).map(({ attributes, value }) => {
    return [attributes, typeof value === "object" && "count" in value ? value.count : value] as const;
  });
}

describe("opentelemetry", () => {
  it("counts requests by family, and bounds how many families there are", async () => {
    stop = instrument({ meterProvider, tracerProvider, maxFamilies: 1 });
    cache = createCache({ backend: memory(), name: "shop", defaults: { ttl: "1h" } });
    for (let i = 0; i < 3; i++) await cache.getOrSet(user({ id: 1 }), () => "v");
    await cache.get(defineKey("other")());
    await cache.get(defineKey("another")());
    const common = { "cache.name": "shop", "cache.degraded": false };
    expect(await points("requests")).toEqual([
      [{ ...common, "cache.family": "user", "cache.status": "miss", "cache.source": "load" }, 1],
      [{ ...common, "cache.family": "user", "cache.status": "hit", "cache.source": "memory" }, 2],
      [{ ...common, "cache.family": "OTHER", "cache.status": "none", "cache.source": "" }, 2],
    ]);
    expect(await points("request.duration")).toContainEqual([
      { "cache.name": "shop", "cache.status": "hit" },
      2,
    ]);
    expect(await points("load.duration")).toEqual([
      [{ "cache.name": "shop", "cache.family": "user", "cache.outcome": "loaded" }, 1],
    ]);
  });

  it("has layers, errors, breakers, and the gauges of the caches it is given", async () => {
    const layer = new MapLayer({ label: "far" });
    cache = createCache({
      backend: compose(memory(), layer, { breaker: { failures: 1 } }),
      defaults: { ttl: "1h" },
    });
    stop = instrument({ meterProvider, tracerProvider, caches: [cache] });
    await cache.set(user({ id: 1 }), "1234");
    layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
    await cache.delete(user({ id: 2 }));
    const far = { "cache.name": "cache", "cache.layer": "far" };
    expect(await points("layer.bytes")).toEqual([[{ ...far, "cache.operation": "write" }, 6]]);
    const removal = { ...far, "cache.operation": "remove" };
    expect(await points("layer.errors")).toEqual([
      [{ ...removal, "error.type": "ERR_CACHE_UNREACHABLE" }, 1],
    ]);
    expect(await points("layer.items")).toContainEqual([removal, 1]);
    expect(await points("breaker.changes")).toEqual([[{ ...far, "cache.breaker.state": "open" }, 1]]);
    expect(await points("breaker.open")).toEqual([[far, 1]]);
    expect(await points("pending")).toEqual([[far, 1]]);
    expect(await points("memory.entries")).toEqual([[{ ...far, "cache.layer": "memory" }, 1]]);
    expect(await points("memory.evictions")).toEqual([[{ ...far, "cache.layer": "memory" }, 0]]);
    stop();
    await cache.get(user({ id: 1 }));
    expect(await points("requests")).toEqual([]);
    expect(Object.values(channels).some((channel) => channel.hasSubscribers)).toBe(false);
  });

  it("makes spans of loads and of remote layers, within the caller's, and none of what memory has", async () => {
    stop = instrument({ meterProvider, tracerProvider });
    const layer = new MapLayer({ label: "far" });
    cache = createCache({ backend: compose(memory(), layer), defaults: { ttl: "1h", write: "await" } });
    const tracer = tracerProvider.getTracer("test");
    const parent = tracer.startSpan("parent");
    await context.with(trace.setSpan(context.active(), parent), async () => {
      for (let i = 0; i < 3; i++) await cache.getOrSet(user({ id: 1 }), () => "v");
      layer.script.fail("all", "ERR_CACHE_UNREACHABLE");
      await cache.get(user({ id: 2 }));
    });
    const all = spans.getFinishedSpans();
    expect(all.map(({ name, status, attributes }) => [name, status.code, attributes["error.type"]])).toEqual([
      ["cache read far", 0, undefined],
      ["cache lease far", 0, undefined],
      ["cache load", 0, undefined],
      ["cache write far", 0, undefined],
      ["cache read far", 2, "ERR_CACHE_UNREACHABLE"],
    ]);
    for (const span of all) expect(span.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  });
});
