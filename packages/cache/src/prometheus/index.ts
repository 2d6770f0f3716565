import { register } from "prom-client";
import { subscribeAll } from "../diagnostics/subscribe.ts";
import { Collectors } from "./collectors.ts";
import { addGauges } from "./gauges.ts";
import { Metrics } from "./metrics.ts";
import type { InstrumentOptions } from "./options.ts";

export type { Measured } from "../diagnostics/measured.ts";
export type { InstrumentOptions } from "./options.ts";

/**
 * Registers and keeps the metrics `fairlead_cache_*` of what all caches of this process do from now on. Returns what ends it, and
 * takes the metrics out of the registry.
 *
 * The share of hits of each family:
 * `sum by (family) (rate(fairlead_cache_requests_total{status=~"hit|stale|grace"}[5m])) / sum by (family) (rate(fairlead_cache_requests_total[5m]))`.
 * @throws {Error} of `prom-client` when the registry has them already.
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  const metrics = new Metrics(options.register ?? register, options.buckets);
  const collectors = new Collectors(metrics, options.maxFamilies ?? 100);
  if (options.caches !== undefined) addGauges(metrics, options.caches);
  const unsubscribe = subscribeAll({
    request: (event) => collectors.requested(event),
    load: (event) => collectors.loaded(event),
    layer: (event) => collectors.answered(event),
    breaker: (event) => collectors.tripped(event),
    offload: (event) => collectors.offloaded(event),
    trouble: (event) => collectors.troubled(event),
    sync: (event) => collectors.told(event),
  });
  return () => {
    unsubscribe();
    metrics.remove();
  };
}
