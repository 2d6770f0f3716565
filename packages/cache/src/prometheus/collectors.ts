import type { Counter, Gauge, Histogram } from "prom-client";
import type {
  BreakerEvent,
  LayerEvent,
  LoadEvent,
  OffloadEvent,
  RequestEvent,
  SyncEvent,
  TroubleEvent,
} from "../diagnostics/channels.ts";
import { codeOf } from "../diagnostics/codes.ts";
import { Labels } from "../diagnostics/labels.ts";
import type { Metrics } from "./metrics.ts";

/** More than programs have of caches, and of layers each. */
const MOST_CACHES = 100;
const MOST_LAYERS = 100;
const MOST_CODES = 100;
const MOST_KINDS = 20;

/** What events are counted in. */
export class Collectors {
  private readonly caches = new Labels(MOST_CACHES);
  private readonly layers = new Labels(MOST_LAYERS);
  private readonly sources = new Labels(MOST_LAYERS + 2);
  private readonly codes = new Labels(MOST_CODES);
  private readonly kinds = new Labels(MOST_KINDS);
  private readonly families: Labels;
  private readonly requests: Counter<"cache" | "family" | "status" | "source">;
  private readonly durations: Histogram<"cache" | "status">;
  private readonly degraded: Counter<"cache" | "family">;
  private readonly loads: Histogram<"cache" | "family" | "outcome">;
  private readonly operations: Histogram<"cache" | "layer" | "operation">;
  private readonly items: Counter<"cache" | "layer" | "operation">;
  private readonly hits: Counter<"cache" | "layer">;
  private readonly bytes: Counter<"cache" | "layer" | "operation">;
  private readonly failures: Counter<"cache" | "layer" | "operation" | "code">;
  private readonly troubles: Counter<"cache" | "layer" | "code">;
  private readonly breakers: Gauge<"cache" | "layer">;
  private readonly trips: Counter<"cache" | "layer">;
  private readonly tasks: Counter<"cache" | "kind" | "outcome">;
  private readonly syncs: Counter<"cache" | "kind">;
  private readonly synced: Counter<"cache" | "kind">;

  constructor(metrics: Metrics, maxFamilies: number) {
    this.families = new Labels(maxFamilies);
    const where = ["cache", "layer"] as const;
    const what = [...where, "operation"] as const;
    this.requests = metrics.counter("requests_total", "Calls for a value, by what came of them.", [
      "cache",
      "family",
      "status",
      "source",
    ]);
    this.durations = metrics.histogram("request_duration_seconds", "Time from a call to its value.", [
      "cache",
      "status",
    ]);
    this.degraded = metrics.counter("degraded_total", "Calls during which a layer was not there.", [
      "cache",
      "family",
    ]);
    this.loads = metrics.histogram("load_duration_seconds", "Time that loaders took.", [
      "cache",
      "family",
      "outcome",
    ]);
    this.operations = metrics.histogram("layer_duration_seconds", "Time until a layer answered.", what);
    this.items = metrics.counter(
      "layer_items_total",
      "Keys, tags and messages that layers were asked for.",
      what,
    );
    this.hits = metrics.counter("layer_hits_total", "Keys that a layer had when it was read.", where);
    this.bytes = metrics.counter("layer_bytes_total", "Bytes of values that were read and written.", what);
    this.failures = metrics.counter("layer_errors_total", "Items that a layer failed in.", [...what, "code"]);
    this.troubles = metrics.counter("trouble_total", "What no call reports, by the error's code.", [
      ...where,
      "code",
    ]);
    this.breakers = metrics.gauge(
      "breaker_state",
      "1 while a layer is not asked, since it failed too often.",
      where,
    );
    this.trips = metrics.counter("breaker_trips_total", "Times that a breaker opened.", where);
    this.tasks = metrics.counter(
      "offload_tasks_total",
      "Tasks that nobody waits for, by what became of them.",
      ["cache", "kind", "outcome"],
    );
    this.syncs = metrics.counter("sync_events_total", "Messages of other processes.", ["cache", "kind"]);
    this.synced = metrics.counter(
      "sync_items_total",
      "Keys, ranges and tags in messages of other processes.",
      ["cache", "kind"],
    );
  }

  requested({ cache, family, status, source, degraded, durationMs }: RequestEvent): void {
    const labels = { cache: this.caches.label(cache), family: this.families.label(family) };
    this.requests.inc({ ...labels, status, source: this.sources.label(source) });
    this.durations.observe({ cache: labels.cache, status }, durationMs / 1000);
    if (degraded) this.degraded.inc(labels);
  }

  loaded({ cache, family, outcome, durationMs }: LoadEvent): void {
    const labels = { cache: this.caches.label(cache), family: this.families.label(family), outcome };
    this.loads.observe(labels, durationMs / 1000);
  }

  answered({ cache, layer, operation, items, hits, bytes, errors, durationMs }: LayerEvent): void {
    const where = this.at(cache, layer);
    const labels = { ...where, operation };
    this.operations.observe(labels, durationMs / 1000);
    this.items.inc(labels, items);
    if (operation === "read") this.hits.inc(where, hits);
    if (operation === "read" || operation === "write") this.bytes.inc(labels, bytes);
    for (const code of errors) this.failures.inc({ ...labels, code: this.codes.label(code) });
  }

  tripped({ cache, layer, state }: BreakerEvent): void {
    const labels = this.at(cache, layer);
    this.breakers.set(labels, state === "open" ? 1 : 0);
    if (state === "open") this.trips.inc(labels);
  }

  offloaded({ cache, kind, outcome }: OffloadEvent): void {
    this.tasks.inc({ cache: this.caches.label(cache), kind: this.kinds.label(kind), outcome });
  }

  troubled({ cache, layer, error }: TroubleEvent): void {
    this.troubles.inc({ ...this.at(cache, layer), code: this.codes.label(codeOf(error)) });
  }

  told({ cache, kind, count }: SyncEvent): void {
    const labels = { cache: this.caches.label(cache), kind };
    this.syncs.inc(labels);
    this.synced.inc(labels, count);
  }

  private at(cache: string, layer: string): { cache: string; layer: string } {
    return { cache: this.caches.label(cache), layer: this.layers.label(layer) };
  }
}
