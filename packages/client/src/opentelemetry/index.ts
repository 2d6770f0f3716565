import { type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import { subscribeAll } from "../diagnostics/subscribe.ts";
import { Connections } from "./connections.ts";
import { Operations } from "./operations.ts";

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Who makes the tracer. Default: the global one. */
  readonly tracerProvider?: TracerProvider;
  /** Who makes the meter. Default: the global one, which must be set before. */
  readonly meterProvider?: MeterProvider;
}

/**
 * Makes spans and metrics, by OpenTelemetry's semantic conventions for database clients, of what all clients of this
 * process do from now on. A span is the child of the span that is active where the command is called.
 *
 * Returns what ends it: spans that are open then end at once.
 * https://opentelemetry.io/docs/specs/semconv/db/redis/
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  const tracer = (options.tracerProvider ?? trace).getTracer("fairlead");
  const meter = (options.meterProvider ?? metrics).getMeter("fairlead");
  const operations = new Operations(tracer, meter);
  const connections = new Connections(meter);
  const unsubscribe = subscribeAll({
    "fairlead:command:start": (event) => operations.started(event),
    "fairlead:command": (event) => operations.settled(event),
    "fairlead:connect": (event) => connections.changed(event),
    "fairlead:pool": (event) => connections.pooled(event),
  });
  return () => {
    unsubscribe();
    operations.stop();
    connections.stop();
  };
}
