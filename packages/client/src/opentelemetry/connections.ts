import type {
  Attributes,
  Counter,
  Histogram,
  Meter,
  ObservableResult,
  ObservableUpDownCounter,
} from "@opentelemetry/api";
import type { ConnectEvent, PoolEvent } from "../diagnostics/events.ts";
import { OpenConnections } from "../diagnostics/open-connections.ts";

/** The metrics `db.client.connection.*`: a node's connections count as its pool, named by its address. */
export class Connections {
  private readonly connections = new OpenConnections();
  private readonly createTime: Histogram;
  private readonly waitTime: Histogram;
  private readonly useTime: Histogram;
  private readonly timeouts: Counter;
  private readonly count: ObservableUpDownCounter;
  private readonly pending: ObservableUpDownCounter;
  private readonly observeCount = (result: ObservableResult): void => {
    for (const [address, open] of this.connections.byAddress()) {
      const idle = this.connections.pools.get(address)?.idle ?? 0;
      const pool = named(address);
      result.observe(idle, { ...pool, "db.client.connection.state": "idle" });
      result.observe(Math.max(0, open - idle), { ...pool, "db.client.connection.state": "used" });
    }
  };
  private readonly observePending = (result: ObservableResult): void => {
    for (const [address, { waiting }] of this.connections.pools) result.observe(waiting, named(address));
  };

  constructor(meter: Meter) {
    const name = (part: string): string => `db.client.connection.${part}`;
    this.createTime = meter.createHistogram(name("create_time"), {
      description: "The time it took to create a new connection.",
      unit: "s",
    });
    this.waitTime = meter.createHistogram(name("wait_time"), {
      description: "The time it took to obtain an open connection from the pool.",
      unit: "s",
    });
    this.useTime = meter.createHistogram(name("use_time"), {
      description: "The time between borrowing a connection and returning it to the pool.",
      unit: "s",
    });
    this.timeouts = meter.createCounter(name("timeouts"), {
      description: "The number of timeouts that occurred trying to obtain a connection from the pool.",
      unit: "{timeout}",
    });
    this.count = meter.createObservableUpDownCounter(name("count"), {
      description: "The number of connections in the state that the attribute tells.",
      unit: "{connection}",
    });
    this.pending = meter.createObservableUpDownCounter(name("pending_requests"), {
      description: "The number of requests that wait for an open connection.",
      unit: "{request}",
    });
    this.count.addCallback(this.observeCount);
    this.pending.addCallback(this.observePending);
  }

  changed(event: ConnectEvent): void {
    this.connections.changed(event);
    if (event.kind === "connected") this.createTime.record(event.durationMs / 1000, named(event.address));
  }

  pooled(event: PoolEvent): void {
    this.connections.pooled(event);
    const { kind, address, durationMs } = event;
    if (kind === "acquire") this.waitTime.record(durationMs / 1000, named(address));
    if (kind === "release") this.useTime.record(durationMs / 1000, named(address));
    if (kind === "timeout") this.timeouts.add(1, named(address));
  }

  stop(): void {
    this.count.removeCallback(this.observeCount);
    this.pending.removeCallback(this.observePending);
  }
}

function named(address: string): Attributes {
  return { "db.client.connection.pool.name": address };
}
