import { Histogram, type MetricObject, type Registry } from "prom-client";
import type { Durations } from "./meter.ts";

/** Powers of two microseconds up to which durations are shown: 64 us to 17 s. */
const POWERS = Array.from({ length: 19 }, (_, index) => 6 + index);

type Labels = Readonly<Record<string, string>>;
type Read = () => Iterable<readonly [labels: Labels, durations: Durations]>;

/** A sample as the registry prints it. */
interface Sample {
  readonly metricName: string;
  readonly sharedLabels: Labels;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A histogram of what is counted elsewhere, read when it is asked for. */
export class ReadHistogram extends Histogram {
  private readonly read: Read;

  constructor(name: string, help: string, registry: Registry, read: Read) {
    super({ name, help, registers: [registry] });
    this.read = read;
  }

  /** What the registry prints; `get` is made of it, too. */
  async getForPromString(): Promise<MetricObject & { readonly values: readonly Sample[] }> {
    const { name, help, type, aggregator, collect } = this as unknown as MetricObject;
    const values = [...this.read()].flatMap(([labels, durations]) => samplesOf(name, labels, durations));
    return { name, help, type, aggregator, collect, values };
  }
}

function samplesOf(name: string, sharedLabels: Labels, { count, seconds, below }: Durations): Sample[] {
  const sample = (suffix: string, value: number, labels: Sample["labels"] = {}): Sample => {
    return { metricName: `${name}_${suffix}`, sharedLabels, labels, value };
  };
  return [
    ...POWERS.map((power) => sample("bucket", below(power), { le: 2 ** power / 1e6 })),
    sample("bucket", count, { le: "+Inf" }),
    sample("sum", seconds),
    sample("count", count),
  ];
}
