import type { Registry } from "prom-client";

/** Anything that tells how much it carries, such as a client. */
export interface Measured {
  stats(): { readonly queued: number; readonly inFlight: number };
}

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Where the metrics are registered. Default: the global registry of `prom-client`. */
  readonly register?: Registry;
  /** Adds the label `address`, a node's `host:port`, where there is one. Default `false`. */
  readonly address?: boolean;
  /** Buckets of the durations, in seconds. Default: 0.5 ms to 10 s. */
  readonly buckets?: readonly number[];
  /** Whose commands are counted by the gauges of queued commands and of those in flight. Default: nobody's. */
  readonly clients?: Iterable<Measured>;
}
