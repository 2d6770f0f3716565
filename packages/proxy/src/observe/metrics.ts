import { instrument } from "fairlead/prometheus";
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  type MetricObject,
  Registry,
} from "prom-client";
import type { ArticleFigures } from "./article-figures.ts";
import type { Meter } from "./meter.ts";
import { addNews, type Reading, type UserFigures } from "./news-metrics.ts";
import type { ProviderFigures } from "./provider-figures.ts";
import { ReadHistogram } from "./read-histogram.ts";
import { type Live, type Sum, sumUp } from "./sum.ts";

/** What is measured. */
export interface Measured {
  listeners(): Iterable<MeasuredListener>;
  /** Requests on their way to servers, of all sessions. */
  carried(): { readonly queued: number; readonly inFlight: number };
  draining(): boolean;
  /** What has come of mirroring, by name of the listener. */
  mirrors(): ReadonlyMap<string, MirrorCounts>;
  /** Each with the name of its backend. */
  providers(): Iterable<readonly [backend: string, figures: ProviderFigures]>;
  /** Of backends that have a cache of articles. */
  articles(): Iterable<readonly [backend: string, figures: ArticleFigures]>;
  /** By name. */
  users(): ReadonlyMap<string, UserFigures>;
}

interface MeasuredListener {
  /** Its name. */
  readonly listener: string;
  readonly meter: Meter;
  /** Names of the kinds by which the meter counts commands. */
  readonly kinds: readonly string[];
  readonly sessions: Iterable<Live>;
}

const MIRROR_COUNTS = {
  sent: "Requests sent to the second backend.",
  dropped: "Requests not sent to it, since it was behind.",
  failed: "Requests that it, or the first backend, did not reply to.",
  errors: "Error replies of the second backend.",
  same: "Replies that were compared, and the same.",
  uncompared: "Replies that can't be compared.",
} as const;

type MirrorCounts = Readonly<Record<keyof typeof MIRROR_COUNTS | "pending", number>> & {
  /** By command. */
  readonly different: Readonly<Record<string, number>>;
};

type Row = Sum & Omit<MeasuredListener, "sessions">;

/** Of the client's own metrics: those of calls that only its users make. */
const NOT_HERE = [
  "fairlead_command_duration_seconds",
  "fairlead_command_errors_total",
  "fairlead_commands_pending",
];

/** What one process has counted. Plain data. */
export type MetricsOfProcess = readonly MetricObject[];

/** The metrics of all processes in one, in the format of Prometheus. */
export async function sumOf(
  all: readonly MetricsOfProcess[],
): Promise<{ readonly contentType: string; readonly text: string }> {
  const registry = AggregatorRegistry.aggregate([...all]);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

/** Everything that is counted in this process. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly measured: Measured;
  private readonly stop: () => void;
  /** As of the question that is being answered. */
  private rows: readonly Row[] = [];

  /** Counts from here on what the connections to the servers tell of themselves, all of this process. */
  constructor(measured: Measured) {
    this.measured = measured;
    const { registry } = this;
    collectDefaultMetrics({ register: registry });
    const clients = [{ stats: () => measured.carried() }];
    this.stop = instrument({ register: registry, address: true, clients });
    for (const name of NOT_HERE) registry.removeSingleMetric(name);
    this.addSessions();
    this.addCommands();
    this.addMirrors();
    addNews(measured, (kind, ...rest) => this.add(kind === "gauge" ? Gauge : Counter, ...rest));
    this.add(Gauge, "draining", "Processes that take no new sessions because they are to end.", [], () => [
      [{}, measured.draining() ? 1 : 0],
    ]);
  }

  async read(): Promise<MetricsOfProcess> {
    this.rows = [...this.measured.listeners()].map(({ listener, meter, kinds, sessions }) => ({
      listener,
      meter,
      kinds,
      ...sumUp(meter, sessions),
    }));
    return this.registry.getMetricsAsJSON();
  }

  close(): void {
    this.stop();
    this.registry.clear();
  }

  private addSessions(): void {
    this.add(Gauge, "sessions", "Open sessions.", ["listener"], this.each("open"));
    this.add(
      Gauge,
      "sessions_pinned",
      "Sessions with a connection or subscriptions of their own, by the cause.",
      ["listener", "cause"],
      this.all(({ pinned }) => pinned, "cause"),
    );
    const accepted = (): Reading[] => this.rows.map(({ listener, meter }) => [{ listener }, meter.accepted]);
    this.add(Counter, "sessions_accepted_total", "Sessions begun.", ["listener"], accepted);
    this.add(
      Counter,
      "sessions_refused_total",
      "Clients turned away at once.",
      ["listener", "why"],
      this.all(({ meter }) => meter.refused, "why"),
    );
    this.add(
      Counter,
      "sessions_ended_total",
      "Sessions ended.",
      ["listener", "why"],
      this.all(({ meter }) => meter.ended, "why"),
    );
    this.add(Counter, "accept_failures_total", "Connections that never became sessions.", ["listener"], () =>
      this.rows.map(({ listener, meter }) => [{ listener }, meter.acceptFailures]),
    );
    this.add(Counter, "auth_failures_total", "Logins refused.", ["listener"], () =>
      this.rows.map(({ listener, meter }) => [{ listener }, meter.authFailures]),
    );
  }

  private addCommands(): void {
    const durations = () =>
      this.rows.flatMap(({ listener, meter, kinds }) =>
        kinds.map((treatment, kind) => [{ listener, treatment }, meter.durations(kind)] as const),
      );
    const used = () => durations().filter(([, { count }]) => count > 0);
    new ReadHistogram(
      "fairlead_proxy_command_duration_seconds",
      "Time from a request to its complete reply, as of turns of the event loop.",
      this.registry,
      used,
    );
    this.add(Counter, "commands_total", "Requests replied to.", ["listener", "treatment"], () =>
      durations().map(([labels, { count }]) => [labels, count]),
    );
    this.add(
      Counter,
      "errors_total",
      "Replies that are errors.",
      ["listener", "code"],
      this.all(({ meter }) => meter.errors, "code"),
    );
    this.add(
      Counter,
      "slow_requests_total",
      "Requests that took longer than slowLog.thresholdMs.",
      ["listener"],
      () => this.rows.map(({ listener, meter }) => [{ listener }, meter.slow]),
    );
    this.add(
      Counter,
      "received_bytes_total",
      "Bytes from clients.",
      ["listener"],
      this.each("receivedBytes"),
    );
    this.add(Counter, "sent_bytes_total", "Bytes to clients.", ["listener"], this.each("sentBytes"));
    this.add(
      Gauge,
      "requests_pending",
      "Requests without a complete reply.",
      ["listener"],
      this.each("pending"),
    );
    this.add(
      Gauge,
      "buffered_bytes",
      "Bytes of replies that clients have not taken yet.",
      ["listener"],
      this.each("bufferedBytes"),
    );
  }

  private addMirrors(): void {
    const each = (read: (counts: MirrorCounts) => number) => (): Reading[] =>
      [...this.measured.mirrors()].map(([listener, counts]) => [{ listener }, read(counts)]);
    for (const [name, help] of Object.entries(MIRROR_COUNTS)) {
      const field = name as keyof typeof MIRROR_COUNTS;
      this.add(
        Counter,
        `mirror_${name}_total`,
        help,
        ["listener"],
        each((counts) => counts[field]),
      );
    }
    this.add(
      Gauge,
      "mirror_pending",
      "Requests that the second backend has not replied to.",
      ["listener"],
      each(({ pending }) => pending),
    );
    this.add(Counter, "mirror_different_total", "Replies that differ.", ["listener", "command"], () =>
      [...this.measured.mirrors()].flatMap(([listener, { different }]) =>
        Object.entries(different).map(([command, count]): Reading => [{ listener, command }, count]),
      ),
    );
  }

  /** One field of each listener. */
  private each(field: "open" | "pending" | "bufferedBytes" | "receivedBytes" | "sentBytes") {
    return (): Reading[] => this.rows.map((row) => [{ listener: row.listener }, row[field]]);
  }

  /** Several numbers of each listener, told apart by `label`. */
  private all(numbers: (row: Row) => ReadonlyMap<string, number>, label: string) {
    return (): Reading[] =>
      this.rows.flatMap((row) =>
        [...numbers(row)].map(([key, value]): Reading => [{ listener: row.listener, [label]: key }, value]),
      );
  }

  private add(
    Kind: typeof Counter | typeof Gauge,
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => Reading[],
  ): void {
    // What is counted elsewhere is read anew each time: by that both kinds are the same.
    new (Kind as typeof Gauge)({
      name: `fairlead_proxy_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  }
}
