import { expect, test } from "vitest";
import { parseBenchmarkCsv } from "../../src/resp-proxy/benchmark-csv.ts";

const HEADER =
  '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"';

test("speed and percentiles are read from the line below the titles", () => {
  const text = `WARNING: Could not fetch server CONFIG\n${HEADER}\n"GET","161290.33","0.179","0.040","0.175","0.263","0.407","0.959"\n`;
  expect(parseBenchmarkCsv(text)).toEqual({ opsPerSecond: 161_290.33, p50Ms: 0.175, p99Ms: 0.407 });
});

test("a test's name may have quotes and commas in it", () => {
  const text = `${HEADER}\n"SET "a","1","2"","1000.00","0.1","0.2","0.3","0.4","0.5","0.6"\n`;
  expect(parseBenchmarkCsv(text)).toEqual({ opsPerSecond: 1_000, p50Ms: 0.3, p99Ms: 0.5 });
});

test("titles alone, as after an error, are no result", () => {
  expect(() => parseBenchmarkCsv(`${HEADER}\n`)).toThrow("redis-benchmark gave no figures");
});
