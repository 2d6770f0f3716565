import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A value, and the labels of it. */
export type Sample<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number];

/** Makes metrics `fairlead_cache_*` in a registry, and takes them out again. */
export class Metrics {
  private readonly registry: Registry;
  private readonly buckets: number[];
  private readonly names: string[] = [];

  constructor(registry: Registry, buckets: readonly number[] = BUCKETS) {
    this.registry = registry;
    this.buckets = [...buckets];
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: this.named(name), help, labelNames, registers: [this.registry] });
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name: this.named(name), help, labelNames, registers: [this.registry] });
  }

  /** Of seconds. */
  histogram<L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> {
    const { buckets } = this;
    return new Histogram({ name: this.named(name), help, labelNames, buckets, registers: [this.registry] });
  }

  /** A gauge that is read when it is asked for; of samples with the same labels, the sum. */
  read<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    samples: () => Iterable<Sample<L>>,
  ): void {
    new Gauge({
      name: this.named(name),
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of samples()) this.inc(labels, value);
      },
    });
  }

  /** The same of a number that only grows. */
  readCounter<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    samples: () => Iterable<Sample<L>>,
  ): void {
    new Counter({
      name: this.named(name),
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of samples()) this.inc(labels, value);
      },
    });
  }

  remove(): void {
    for (const name of this.names.splice(0)) this.registry.removeSingleMetric(name);
  }

  private named(name: string): string {
    const full = `fairlead_cache_${name}`;
    this.names.push(full);
    return full;
  }
}
