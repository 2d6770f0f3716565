import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CommandEvent, ConnectEvent } from "../diagnostics/events.ts";
import { OpenConnections } from "../diagnostics/open-connections.ts";
import type { TopologyChange } from "../topology.ts";
import { Labels } from "./labels.ts";
import type { InstrumentOptions } from "./options.ts";

const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** More commands than servers have, and more error codes than they use. */
const MOST_COMMANDS = 600;
const MOST_CODES = 100;
/** More nodes than can be away at one time, where addresses come and go. */
const MOST_MISSED = 1_000;

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
  private readonly connects: Counter<"kind" | "address">;
  private readonly reconnects: Counter;
  private readonly topologies: Counter;
  private readonly moved: Counter;
  /** Commands without an outcome yet. */
  private readonly pending = new Set<CommandEvent>();
  /** Nodes to which a connection was lost or refused, and none has been made since. */
  private readonly missed = new Set<string>();
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
    this.addGauge("commands_pending", "Calls without an outcome yet.", () => this.pending.size);
    this.addNodeGauges();
    if (options.clients !== undefined) this.addClients(options.clients);
  }

  started(event: CommandEvent): void {
    this.pending.add(event);
  }

  settled(event: CommandEvent): void {
    this.pending.delete(event);
    const labels = { command: this.commands.label(event.command), ...this.at(event.address) };
    this.durations.observe(labels, ((event.settledAt as number) - event.startedAt) / 1000);
    if (event.code !== undefined) this.errors.inc({ ...labels, code: this.codes.label(event.code) });
  }

  connection(event: ConnectEvent): void {
    const { kind, address } = event;
    this.connections.changed(event);
    this.connects.inc({ kind, ...this.at(address) });
    if (kind === "connected" && this.missed.delete(address)) this.reconnects.inc();
    if (kind !== "lost" && kind !== "failed") return;
    if (this.missed.size >= MOST_MISSED) this.missed.clear();
    this.missed.add(address);
  }

  topology(change: TopologyChange): void {
    for (const address of change.removed) this.missed.delete(address);
    this.topologies.inc();
    this.moved.inc(change.movedSlots);
  }

  remove(): void {
    for (const name of this.names) this.registry.removeSingleMetric(name);
  }

  private addNodeGauges(): void {
    const pool = (field: "leased" | "idle" | "waiting"): Map<string, number> =>
      new Map([...this.connections.pools].map(([address, event]) => [address, event[field]]));
    this.addNodeGauge("connections", "Open connections.", () => this.connections.byAddress());
    this.addNodeGauge("pool_leased", "Connections lent to one user.", () => pool("leased"));
    this.addNodeGauge("pool_idle", "Connections that could be lent.", () => pool("idle"));
    this.addNodeGauge("pool_waiting", "Calls that wait for a connection of their own.", () =>
      pool("waiting"),
    );
  }

  private addClients(clients: NonNullable<InstrumentOptions["clients"]>): void {
    const sum = (field: "queued" | "inFlight"): number =>
      [...clients].reduce((total, client) => total + client.stats()[field], 0);
    this.addGauge("commands_queued", "Commands that wait for a connection or to be sent again.", () =>
      sum("queued"),
    );
    this.addGauge("commands_in_flight", "Commands written and not answered.", () => sum("inFlight"));
  }

  /** A gauge that is read when it is asked for. */
  private addGauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: this.named(name),
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** The same with a value for each node, or their sum. */
  private addNodeGauge(name: string, help: string, read: () => Map<string, number>): void {
    if (!this.byAddress) {
      this.addGauge(name, help, () => [...read().values()].reduce((sum, value) => sum + value, 0));
      return;
    }
    new Gauge({
      name: this.named(name),
      help,
      labelNames: ["address"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [address, value] of read()) this.set({ address }, value);
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
