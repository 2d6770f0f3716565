import type { Registry } from "prom-client";
import type { Measured } from "../diagnostics/measured.ts";

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Where the metrics are registered. Default: the global registry of `prom-client`. */
  readonly register?: Registry;
  /** Buckets of the durations, in seconds. Default: 0.1 ms to 10 s. */
  readonly buckets?: readonly number[];
  /** So many families of keys have their own label; those that come later are `OTHER`. Default 100. */
  readonly maxFamilies?: number;
  /** Whose gauges there are: memory, what is under way, what is pending. Asked at each scrape. Default: nobody's. */
  readonly caches?: Iterable<Measured>;
}
