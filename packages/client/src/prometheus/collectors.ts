import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CommandEvent, ConnectEvent, PoolEvent } from "../diagnostics/events.ts";
import { OpenConnections } from "../diagnostics/open-connections.ts";
import type { TopologyChange } from "../topology.ts";
import { Labels } from "./labels.ts";
import type { InstrumentOptions } from "./options.ts";

const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** More commands than servers have, and more error codes than they use. */
const MOST_COMMANDS = 600;
const MOST_CODES = 100;

/** The metrics, and what has to be remembered for them. */
export class Collectors {
  readonly connections: OpenConnections = new OpenConnections();
  readonly codes: Labels = new Labels(MOST_CODES);
  readonly redirects: Counter<"kind">;
  readonly retries: Counter<"reason">;
  readonly gaps: Counter<"kind">;
  private readonly commands = new Labels(MOST_COMMANDS);
  private readonly durations: Histogram<"command" | "address">;
  private readonly errors: Counter<"command" | "code" | "address">;
  private readonly pending: Gauge;
  private readonly connects: Counter<"kind" | "address">;
  private readonly reconnects: Counter;
  private readonly topologies: Counter;
  private readonly moved: Counter;
  private readonly names: string[] = [];
  private readonly registry: Registry;
  private readonly byAddress: boolean;

  constructor(registry: Registry, options: InstrumentOptions) {
    this.registry = registry;
    this.byAddress = options.address === true;
    const where = this.byAddress ? (["address"] as const) : [];
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new Counter({ name: this.named(name), help, labelNames, registers: [registry] });
    this.durations = new Histogram({
      name: this.named("command_duration_seconds"),
      help: "Time from a call to its outcome.",
      labelNames: ["command", ...where],
      buckets: [...(options.buckets ?? BUCKETS)],
      registers: [registry],
    });
    this.errors = counter("command_errors_total", "Commands that failed.", ["command", "code", ...where]);
    this.redirects = counter("redirects_total", "Commands that a server sent elsewhere.", ["kind"]);
    this.retries = counter("retries_total", "Commands sent again.", ["reason"]);
    this.connects = counter(
      "connection_events_total",
      "Connections attempted, made, failed, lost and closed.",
      ["kind", ...where],
    );
    this.reconnects = counter("reconnects_total", "Connections made again after a loss or a failure.", []);
    this.topologies = counter("topology_changes_total", "Changes of a cluster's topology.", []);
    this.moved = counter("moved_slots_total", "Slots that got another primary.", []);
    this.gaps = counter("pubsub_gaps_total", "Times without a subscription that should have been.", ["kind"]);
    this.pending = new Gauge({
      name: this.named("commands_pending"),
      help: "Calls without an outcome yet.",
      registers: [registry],
    });
    this.addConnections();
    if (options.clients !== undefined) this.addClients(options.clients);
  }

  started(): void {
    this.pending.inc();
  }

  settled(event: CommandEvent): void {
    this.pending.dec();
    const labels = { command: this.commands.label(event.command), ...this.at(event.address) };
    this.durations.observe(labels, ((event.settledAt as number) - event.startedAt) / 1000);
    if (event.code !== undefined) this.errors.inc({ ...labels, code: this.codes.label(event.code) });
  }

  connection(event: ConnectEvent): void {
    const before = this.connections.reconnects;
    this.connections.changed(event);
    this.connects.inc({ kind: event.kind, ...this.at(event.address) });
    this.reconnects.inc(this.connections.reconnects - before);
  }

  topology(change: TopologyChange): void {
    this.connections.forget(change.removed);
    this.topologies.inc();
    this.moved.inc(change.movedSlots);
  }

  remove(): void {
    for (const name of this.names) this.registry.removeSingleMetric(name);
  }

  private addConnections(): void {
    this.addGauge("connections", "Open connections.", () => this.connections.byAddress());
    const pool = (field: "leased" | "idle" | "waiting"): Map<string, number> =>
      new Map(
        [...this.connections.pools].map(([address, event]: [string, PoolEvent]) => [address, event[field]]),
      );
    this.addGauge("pool_leased", "Connections lent to one user.", () => pool("leased"));
    this.addGauge("pool_idle", "Connections that could be lent.", () => pool("idle"));
    this.addGauge("pool_waiting", "Calls that wait for a connection of their own.", () => pool("waiting"));
  }

  private addClients(clients: NonNullable<InstrumentOptions["clients"]>): void {
    const sum = (field: "queued" | "inFlight"): number =>
      [...clients].reduce((total, client) => total + client.stats()[field], 0);
    const add = (name: string, help: string, field: "queued" | "inFlight"): void =>
      void new Gauge({
        name: this.named(name),
        help,
        registers: [this.registry],
        collect() {
          this.set(sum(field));
        },
      });
    add("commands_queued", "Commands that wait for a connection or to be sent again.", "queued");
    add("commands_in_flight", "Commands written and not answered.", "inFlight");
  }

  /** A gauge that is read when it is asked for: a value for each node, or their sum. */
  private addGauge(name: string, help: string, read: () => Map<string, number>): void {
    const { byAddress } = this;
    new Gauge({
      name: this.named(name),
      help,
      labelNames: byAddress ? ["address"] : [],
      registers: [this.registry],
      collect() {
        this.reset();
        const values = read();
        if (byAddress) for (const [address, value] of values) this.set({ address }, value);
        else this.set([...values.values()].reduce((sum, value) => sum + value, 0));
      },
    });
  }

  private at(address: string | undefined): { address?: string } {
    return this.byAddress ? { address: address ?? "" } : {};
  }

  private named(name: string): string {
    const full = `fairlead_${name}`;
    this.names.push(full);
    return full;
  }
}
