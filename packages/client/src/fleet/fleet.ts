import type { ErrorReply, Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import type { Call } from "../connection/call.ts";
import type { Established } from "../connection/establish.ts";
import type { Step } from "../connection/handshake.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError } from "../errors.ts";
import type { Events } from "../events/client-events.ts";
import type { Dispatcher, Ears } from "../link/dispatcher.ts";
import type { Leases } from "../link/lease.ts";
import type { Link, LinkOwner } from "../link/link.ts";
import { type Load, loadOf } from "../link/load.ts";
import { RetryQueue } from "../link/retry-queue.ts";
import { whenIdle } from "../link/when-idle.ts";
import type { Settings } from "../options.ts";
import { Blocking, type Borrower, type Origin } from "../pool/blocking.ts";
import { Pools } from "../pool/pools.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology } from "../topology.ts";
import { Node } from "./node.ts";
import { Nodes } from "./nodes.ts";
import { Refresher } from "./refresher.ts";
import { Refusals } from "./refusals.ts";
import { Router } from "./router.ts";
import { type Found, followingSource, type Source } from "./source.ts";
import { Zones } from "./zones.ts";

/**
 * All servers behind one client: follows every change of them, and sends each call where it belongs, or where its route
 * says. What kind of deployment they are is the {@link Source}'s business.
 */
export class Fleet implements Dispatcher, LinkOwner, Borrower {
  topology: Topology = { shards: [] };
  private readonly source: Source;
  private readonly nodes: Nodes;
  private readonly router: Router;
  private readonly pools: Pools;
  private readonly blocking: Blocking;
  private readonly retries: RetryQueue;
  private readonly refresher: Refresher;
  private readonly refusals: Refusals;
  private readonly zones: Zones | undefined;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private readonly events: Events | undefined;
  private readonly ears: Ears | undefined;
  private readonly ending = new AbortController();
  private readonly watchers = new Set<() => void>();

  /** `setup`, `ears`: for connections with a purpose, see {@link Dispatcher.beside}. */
  constructor(
    source: Source,
    settings: Settings,
    turn: Turn,
    events: Events | undefined,
    setup: readonly Step[] = [],
    ears?: Ears,
  ) {
    this.source = source;
    this.settings = settings;
    this.turn = turn;
    this.events = events;
    this.ears = ears;
    this.nodes = new Nodes((address) => new Node(address, this, settings, turn, source.readSetup, setup));
    this.pools = new Pools(settings, turn);
    this.blocking = new Blocking(this.pools, this, settings, turn);
    this.retries = new RetryQueue(settings, (call) => this.dispatch(call));
    this.router = new Router(this.nodes, source.hasSlots, this.blocking, settings, (call) =>
      this.waitForOwner(call),
    );
    this.refresher = new Refresher(() => this.refresh(), settings.topologyCheckMs, settings.runtime);
    this.refusals = new Refusals(source, this.nodes, this.router, this.retries, this.refresher, ears);
    this.zones = Zones.ifNeeded(settings);
  }

  /** Starts from what was found at first contact. */
  start(found: Found): void {
    this.apply(found);
    this.source.listen?.(() => this.refresher.soon());
    // One node of a cluster may be behind the others.
    if (this.source.hasSlots) this.refresher.soon();
  }

  dispatch(call: Call): void {
    this.router.dispatch(call);
  }

  get hasSlots(): boolean {
    return this.source.hasSlots;
  }

  get closed(): boolean {
    return this.ending.signal.aborted;
  }

  get leases(): Leases {
    return this.pools;
  }

  isPassing(reply: ErrorReply, slot: number, from: Address): boolean {
    return this.source.judge(reply, slot, from).kind !== "final";
  }

  addressOf(slot: number): Address | undefined {
    return this.router.shardOf(slot)?.primary.address;
  }

  watch(listener: () => void): Cancel {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  suspect(): void {
    this.refresher.soon();
  }

  beside(setup: readonly Step[], ears: Ears): Dispatcher {
    const source = followingSource(this.source, undefined, () => this.suspect());
    const fleet = new Fleet(
      source,
      { ...this.settings, readFrom: "primary" },
      this.turn,
      undefined,
      setup,
      ears,
    );
    this.lead(fleet, () => {
      for (const { primary } of fleet.nodes.shards) primary.main.connect();
    });
    return fleet;
  }

  twin(changes: Partial<Settings>): Dispatcher {
    const source = followingSource(this.source, this.source.readSetup, () => this.suspect());
    const fleet = new Fleet(source, { ...this.settings, ...changes }, this.turn, undefined);
    this.lead(fleet, () => undefined);
    return fleet;
  }

  /** Has `fleet` follow what is known here, until it ends. */
  private lead(fleet: Fleet, then: () => void): void {
    const follow = (): void => {
      fleet.apply({ topology: this.topology });
      then();
    };
    fleet.ending.signal.addEventListener("abort", this.watch(follow), { once: true });
    follow();
  }

  load(): Load {
    const links = this.nodes.all.flatMap((node) => node.links);
    const { connections, queued } = loadOf(links, this.retries.length);
    const pooled = this.pools.load;
    return { connections: connections + pooled.connections, queued: queued + pooled.queued };
  }

  async renew(): Promise<void> {
    this.pools.renew();
    await Promise.all(this.nodes.all.flatMap(({ links }) => links.map((link) => link.renew())));
  }

  async close(): Promise<void> {
    const pending = (): number =>
      this.nodes.all.reduce((sum, node) => sum + node.pending, this.retries.length + this.pools.pending);
    await whenIdle(pending, this.settings);
    this.destroy();
  }

  destroy(): void {
    this.ending.abort();
    this.source.close?.();
    if (this.events !== undefined) this.settings.credentials.close();
    this.refresher.stop();
    for (const call of this.retries.drain()) call.fail("ERR_CLOSED", undefined);
    this.blocking.close();
    this.pools.close();
    for (const link of this.nodes.all.flatMap((node) => node.links)) link.close();
    this.nodes.clear();
  }

  refused(link: Origin, call: Call, reply: ErrorReply): void {
    this.refusals.refused(link, call, reply);
  }

  returned({ name }: Origin, call: Call): void {
    if (this.refusals.mayGoAgain(call, () => call.fail("ERR_CONNECTION_LOST", name))) this.dispatch(call);
  }

  unserved(call: Call, error: Error): void {
    this.refresher.soon();
    this.retries.add(call, error);
  }

  sendShared(address: Address, call: Call): void {
    const node = this.nodes.find(address);
    if (node === undefined) call.fail("ERR_CONNECTION_LOST", undefined);
    else node.main.send(call);
  }

  cancel(call: Call, reason: unknown): boolean {
    return this.blocking.cancel(call, reason);
  }

  pushed(link: Link, items: Reply[]): void {
    this.ears?.pushed(link.name, items);
  }

  connected(link: Link): void {
    this.ears?.connected(link.name);
    if (this.nodes.own(link)) this.events?.reached(link.name);
    // In a cluster a server says itself that it is the wrong one. Elsewhere a name may lead to another one now.
    if (!this.source.hasSlots) this.refresher.soon();
  }

  disconnected(link: Link): void {
    this.ears?.disconnected(link.name);
    if (this.nodes.own(link)) this.events?.failed(link.name);
    this.refresher.soon();
  }

  stalled(): void {
    this.refresher.soon();
  }

  private waitForOwner(call: Call): void {
    const what = call.slot === -1 ? "the cluster" : `slot ${call.slot}`;
    const obstacle = new ConnectionError("ERR_CONNECT_TOPOLOGY", `No known node serves ${what}`, "");
    this.refresher.soon();
    if (this.closed) call.fail("ERR_CLOSED", undefined);
    else this.retries.add(call, obstacle);
  }

  private async refresh(): Promise<void> {
    const found = await this.source.look(this.nodes.all, this.ending.signal);
    if (this.ending.signal.aborted) return;
    if (found !== undefined) this.apply(found);
    if (this.nodes.inTrouble) this.refresher.soon();
  }

  private apply({ topology, over }: Found): void {
    this.topology = topology;
    const gone = this.nodes.apply(topology);
    if (over !== undefined) this.adopt(over, over.address);
    for (const node of this.nodes.all) for (const link of node.links) this.review(node, link);
    for (const link of gone.flatMap((node) => node.links)) this.redirectQueued(link, () => link.drain());
    this.pools.retain(new Set(this.nodes.all.map(({ name }) => name)));
    this.zones?.ask(this.nodes.all);
    this.events?.topologyIs(topology);
    for (const listener of this.watchers) listener();
  }

  private adopt(established: Established, address: Address): void {
    const link = this.nodes.find(address)?.main;
    if (link?.disconnected !== true) {
      established.connection.drain();
      return;
    }
    link.adopt(established);
    // The link says nothing of a connection that it was given.
    if (link.ready) this.events?.reached(link.name);
  }

  /** Takes calls away from a link that makes them wait: they may belong elsewhere now. */
  private review(node: Node, link: Link): void {
    this.redirectQueued(link, () => {
      const deposed = link === node.main && link.silent && !this.nodes.isPrimary(node);
      if (deposed) link.reconnect("The node was replaced while it did not answer");
    });
  }

  private redirectQueued(link: Link, meanwhile: () => void): void {
    const queued = link.takeQueued();
    meanwhile();
    for (const call of queued) this.dispatch(call);
  }
}
