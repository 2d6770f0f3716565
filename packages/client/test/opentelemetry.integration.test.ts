import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
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
import { type Server, startServer } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishPool } from "../src/diagnostics/publish.ts";
import { type Client, commands, connect } from "../src/index.ts";
import { instrument } from "../src/opentelemetry/index.ts";
import { disposer } from "./support/disposer.ts";

const { use, dispose } = disposer();
const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const tracer = tracerProvider.getTracer("test");
let measured: InMemoryMetricExporter;
let meterProvider: MeterProvider;
let server: Server;
let client: Client;
let stop: () => void;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  server = await startServer();
});
afterAll(async () => {
  context.disable();
  await server.close();
});
beforeEach(async () => {
  measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: measured });
  meterProvider = new MeterProvider({ readers: [reader] });
  stop = instrument({ tracerProvider, meterProvider });
  client = use(await connect(server.url, { database: 3 }));
});
afterEach(async () => {
  await dispose();
  stop();
  await meterProvider.shutdown();
  spans.reset();
});

/** The data points of a metric, each with its attributes. */
async function points(name: string): Promise<{ attributes: unknown; value: unknown }[]> {
  measured.reset();
  await meterProvider.forceFlush();
  const scopes = measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  const metric = scopes.flatMap(({ metrics }) => metrics).find(({ descriptor }) => descriptor.name === name);
  return metric?.dataPoints ?? [];
}

const at = () => ({
  "server.address": server.host,
  "server.port": server.port,
  "network.peer.address": server.host,
  "network.peer.port": server.port,
});
const common = { "db.system.name": "redis", "db.namespace": "3" };

describe("a span", () => {
  it("is the client's side of one command, named and described by the conventions", async () => {
    await client.set("secret-key", "secret-value");
    const [span] = spans.getFinishedSpans();
    expect(span).toMatchObject({
      name: "SET",
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
    });
    expect(span?.attributes).toEqual({ ...common, "db.operation.name": "SET", ...at() });
  });

  it("is a child of the span that was active where the command was called, whatever shares its socket", async () => {
    const parents = ["one", "two", "three"].map((name) => tracer.startSpan(name));
    await Promise.all(
      parents.map((parent) => context.with(trace.setSpan(context.active(), parent), () => client.get("k"))),
    );
    await client.get("alone");
    const found = spans.getFinishedSpans().map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(found).toEqual([...parents.map((parent) => parent.spanContext().spanId), undefined]);
  });

  it("begins when the call was made", async () => {
    const parent = tracer.startSpan("parent");
    const call = context.with(trace.setSpan(context.active(), parent), () => client.get("k"));
    parent.end();
    await call;
    const [before, span] = spans.getFinishedSpans();
    const ms = (time: [number, number] | undefined) => (time?.[0] ?? 0) * 1e3 + (time?.[1] ?? 0) / 1e6;
    expect(ms(span?.startTime)).toBeLessThanOrEqual(ms(before?.endTime) + 1);
    expect(ms(span?.duration)).toBeGreaterThan(0);
  });

  it("of a refused command has the server's code, of one without an answer only the type of the error", async () => {
    await client.set("text", "v");
    await expect(client.lpush("text", "v")).rejects.toThrow();
    client.destroy();
    await expect(client.get("k")).rejects.toThrow();
    const [, refused, closed] = spans.getFinishedSpans();
    expect(refused?.status.code).toBe(SpanStatusCode.ERROR);
    expect(refused?.attributes).toMatchObject({
      "error.type": "WRONGTYPE",
      "db.response.status_code": "WRONGTYPE",
    });
    expect(closed?.attributes).toEqual({
      ...common,
      "db.operation.name": "GET",
      "error.type": "ERR_CLOSED",
    });
  });

  it("is one for a pipeline, with the number of its commands", async () => {
    await client.pipeline([commands.get("a"), commands.get("b")]);
    await client.pipeline([commands.set("a", "1"), commands.get("b"), commands.get("c")]);
    await client.pipeline([commands.get("a")]);
    expect(
      spans.getFinishedSpans().map(({ name, attributes }) => [name, attributes["db.operation.batch.size"]]),
    ).toEqual([
      ["PIPELINE GET", 2],
      ["PIPELINE", 3],
      ["GET", undefined],
    ]);
  });

  it("ends at once when the instrumentation is stopped, and no more are made", async () => {
    const blocked = client.blpop("nothing", 0.05);
    stop();
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(["BLPOP"]);
    await blocked;
    await client.get("k");
    expect(spans.getFinishedSpans()).toHaveLength(1);
  });
});

describe("metrics", () => {
  it("have the duration of each operation in seconds", async () => {
    await client.get("k");
    await client.get("k");
    const [point, ...others] = await points("db.client.operation.duration");
    expect(others).toEqual([]);
    expect(point).toMatchObject({
      attributes: { ...common, "db.operation.name": "GET", ...at() },
      value: { count: 2, buckets: { boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] } },
    });
    expect(point).toHaveProperty("value.max", expect.closeTo(0, 0));
  });

  it("count connections by state, and time the making and lending of them", async () => {
    const pool = `${server.host}:${server.port}`;
    publishPool("wait", pool, 0, { leased: 0, idle: 0, waiting: 1 });
    expect(await points("db.client.connection.pending_requests")).toMatchObject([{ value: 1 }]);
    publishPool("acquire", pool, 20, { leased: 1, idle: 0, waiting: 0 });
    publishPool("release", pool, 500, { leased: 0, idle: 1, waiting: 0 });
    publishPool("timeout", pool, 500, { leased: 0, idle: 1, waiting: 0 });
    const name = { "db.client.connection.pool.name": pool };
    expect(await points("db.client.connection.count")).toMatchObject([
      { attributes: { ...name, "db.client.connection.state": "idle" }, value: 1 },
      { attributes: { ...name, "db.client.connection.state": "used" }, value: 0 },
    ]);
    const sums = await Promise.all(
      ["wait_time", "use_time", "create_time"].map((part) => points(`db.client.connection.${part}`)),
    );
    expect(sums).toMatchObject([
      [{ attributes: name, value: { sum: 0.02 } }],
      [{ value: { sum: 0.5 } }],
      [{ value: { count: 1 } }],
    ]);
    expect(await points("db.client.connection.timeouts")).toMatchObject([{ value: 1 }]);
  });
});
