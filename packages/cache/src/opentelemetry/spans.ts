import { type Attributes, context, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { LayerEvent, LoadEvent } from "../diagnostics/channels.ts";

/** Spans of what takes time. They are made at its end: nothing is remembered meanwhile. */
export class Spans {
  private readonly tracer: Tracer;

  constructor(tracer: Tracer) {
    this.tracer = tracer;
  }

  loaded({ cache, family, outcome, durationMs }: LoadEvent): void {
    const attributes = { "cache.name": cache, "cache.family": family, "cache.outcome": outcome };
    this.ended("cache load", SpanKind.INTERNAL, attributes, durationMs, outcome === "failed");
  }

  answered({ cache, layer, operation, items, hits, errors, durationMs }: LayerEvent): void {
    const attributes: Attributes = {
      "cache.name": cache,
      "cache.layer": layer,
      "cache.operation": operation,
      "cache.items": items,
    };
    if (operation === "read") attributes["cache.hits"] = hits;
    if (errors.length > 0) attributes["error.type"] = errors[0]!;
    this.ended(`cache ${operation} ${layer}`, SpanKind.CLIENT, attributes, durationMs, errors.length > 0);
  }

  private ended(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    durationMs: number,
    failed: boolean,
  ): void {
    const now = performance.timeOrigin + performance.now();
    const span = this.tracer.startSpan(
      name,
      { kind, attributes, startTime: now - durationMs },
      context.active(),
    );
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(now);
  }
}
