import { type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import type { Measured } from "../diagnostics/measured.ts";
import { subscribeAll } from "../diagnostics/subscribe.ts";
import { observeCaches } from "./gauges.ts";
import { Instruments } from "./instruments.ts";
import { Spans } from "./spans.ts";

export type { Measured } from "../diagnostics/measured.ts";

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Who makes the tracer. Default: the global one. */
  readonly tracerProvider?: TracerProvider;
  /** Who makes the meter. Default: the global one, which must be set before. */
  readonly meterProvider?: MeterProvider;
  /** So many families of keys have their own attribute in metrics; those that come later are `OTHER`. Default 100. */
  readonly maxFamilies?: number;
  /** Whose gauges there are: memory, what is under way, what is pending. Default: nobody's. */
  readonly caches?: Iterable<Measured>;
}

/**
 * Makes metrics of what all caches of this process do from now on, named `fairlead.cache.*`, and a span of each load and of each
 * request to a remote layer, child of the span that is active where the value is waited for. A value from memory has no span.
 *
 * Returns what ends it.
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  const tracer = (options.tracerProvider ?? trace).getTracer("fairlead-cache");
  const meter = (options.meterProvider ?? metrics).getMeter("fairlead-cache");
  const instruments = new Instruments(meter, options.maxFamilies ?? 100);
  const spans = new Spans(tracer);
  const stop = options.caches === undefined ? undefined : observeCaches(meter, options.caches);
  const unsubscribe = subscribeAll({
    request: (event) => instruments.requested(event),
    load(event) {
      instruments.loaded(event);
      spans.loaded(event);
    },
    layer(event) {
      instruments.answered(event);
      spans.answered(event);
    },
    breaker: (event) => instruments.tripped(event),
    offload: (event) => instruments.offloaded(event),
    trouble: (event) => instruments.troubled(event),
    sync: (event) => instruments.told(event),
  });
  return () => {
    unsubscribe();
    stop?.();
  };
}
