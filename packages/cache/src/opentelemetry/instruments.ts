import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
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

const BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What events are counted in. */
export class Instruments {
  private readonly families: Labels;
  private readonly requests: Counter;
  private readonly durations: Histogram;
  private readonly loads: Histogram;
  private readonly operations: Histogram;
  private readonly items: Counter;
  private readonly hits: Counter;
  private readonly bytes: Counter;
  private readonly failures: Counter;
  private readonly troubles: Counter;
  private readonly changes: Counter;
  private readonly tasks: Counter;
  private readonly syncs: Counter;

  constructor(meter: Meter, maxFamilies: number) {
    this.families = new Labels(maxFamilies);
    const counter = (name: string, description: string, unit: string): Counter =>
      meter.createCounter(`fairlead.cache.${name}`, { description, unit });
    const duration = (name: string, description: string): Histogram =>
      meter.createHistogram(`fairlead.cache.${name}`, {
        description,
        unit: "s",
        advice: { explicitBucketBoundaries: BUCKETS },
      });
    this.requests = counter("requests", "Calls for a value, by what came of them.", "{request}");
    this.durations = duration("request.duration", "Time from a call to its value.");
    this.loads = duration("load.duration", "Time that loaders took.");
    this.operations = duration("layer.duration", "Time until a layer answered.");
    this.items = counter("layer.items", "Keys, tags and messages that layers were asked for.", "{item}");
    this.hits = counter("layer.hits", "Keys that a layer had when it was read.", "{item}");
    this.bytes = counter("layer.bytes", "Bytes of values that were read and written.", "By");
    this.failures = counter("layer.errors", "Items that a layer failed in.", "{item}");
    this.troubles = counter("trouble", "What no call reports, by the error's code.", "{error}");
    this.changes = counter("breaker.changes", "Times that a breaker opened and closed.", "{change}");
    this.tasks = counter("offload.tasks", "Tasks that nobody waits for, by what became of them.", "{task}");
    this.syncs = counter("sync.items", "Keys, ranges and tags in messages of other processes.", "{item}");
  }

  requested({ cache, family, status, source, degraded, durationMs }: RequestEvent): void {
    const attributes: Attributes = { "cache.name": cache, "cache.status": status };
    this.durations.record(durationMs / 1000, attributes);
    this.requests.add(1, {
      ...attributes,
      "cache.family": this.families.label(family),
      "cache.source": source,
      "cache.degraded": degraded,
    });
  }

  loaded({ cache, family, outcome, durationMs }: LoadEvent): void {
    this.loads.record(durationMs / 1000, {
      "cache.name": cache,
      "cache.family": this.families.label(family),
      "cache.outcome": outcome,
    });
  }

  answered({ cache, layer, operation, items, hits, bytes, errors, durationMs }: LayerEvent): void {
    const where = { "cache.name": cache, "cache.layer": layer };
    const attributes = { ...where, "cache.operation": operation };
    this.operations.record(durationMs / 1000, attributes);
    this.items.add(items, attributes);
    if (operation === "read") this.hits.add(hits, where);
    if (operation === "read" || operation === "write") this.bytes.add(bytes, attributes);
    for (const code of errors) this.failures.add(1, { ...attributes, "error.type": code });
  }

  tripped({ cache, layer, state }: BreakerEvent): void {
    this.changes.add(1, { "cache.name": cache, "cache.layer": layer, "cache.breaker.state": state });
  }

  offloaded({ cache, kind, outcome }: OffloadEvent): void {
    this.tasks.add(1, { "cache.name": cache, "cache.kind": kind, "cache.outcome": outcome });
  }

  troubled({ cache, layer, error }: TroubleEvent): void {
    this.troubles.add(1, { "cache.name": cache, "cache.layer": layer, "error.type": codeOf(error) });
  }

  told({ cache, kind, count }: SyncEvent): void {
    this.syncs.add(count, { "cache.name": cache, "cache.kind": kind });
  }
}
