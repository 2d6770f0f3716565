import type { ErrorReply, Reply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { type Call, Phase } from "../connection/call.ts";
import type { Established } from "../connection/establish.ts";
import type { Step } from "../connection/handshake.ts";
import type { Turn } from "../connection/turn.ts";
import { publishRedirect } from "../diagnostics/publish.ts";
import { ConnectionError, ReplyError } from "../errors.ts";
import type { Events } from "../events/client-events.ts";
import type { Dispatcher, Ears } from "../link/dispatcher.ts";
import { Lanes } from "../link/lanes.ts";
import type { Link, LinkOwner } from "../link/link.ts";
import { type Load, loadOf } from "../link/load.ts";
import { RetryQueue } from "../link/retry-queue.ts";
import { whenIdle } from "../link/when-idle.ts";
import type { Settings } from "../options.ts";
import type { Route } from "../route.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology } from "../topology.ts";

import { Node } from "./node.ts";
import { Nodes } from "./nodes.ts";
import { Refresher } from "./refresher.ts";
import { Router } from "./router.ts";
import type { Found, Source } from "./source.ts";
import { Zones } from "./zones.ts";

/** Redirects followed at once; further ones wait, lest two nodes that disagree keep a call running in circles. */
const PROMPT_REDIRECTS = 3;

/**
 * All servers behind one client: follows every change of them, and sends each call where it belongs, or where its route
 * says. What kind of deployment they are is the {@link Source}'s business.
 */
export class Fleet implements Dispatcher, LinkOwner {
  topology: Topology = { shards: [] };
  private readonly source: Source;
  private readonly nodes: Nodes;
  private readonly router: Router;
  private readonly lanes: Lanes;
  private readonly retries: RetryQueue;
  private readonly refresher: Refresher;
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
    this.lanes = new Lanes(this, settings, turn);
    this.retries = new RetryQueue(settings, (call) => this.dispatch(call));
    this.router = new Router(this.nodes, source.hasSlots, this.lanes, settings, (call) =>
      this.waitForOwner(call),
    );
    this.refresher = new Refresher(() => this.refresh(), settings.topologyCheckMs, settings.runtime);
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
    const { hasSlots } = this.source;
    const source: Source = {
      hasSlots,
      readSetup: undefined,
      judge: (reply, slot, from) => this.source.judge(reply, slot, from),
      look: () => {
        this.suspect();
        return Promise.resolve(undefined);
      },
    };
    const fleet = new Fleet(
      source,
      { ...this.settings, readFrom: "primary" },
      this.turn,
      undefined,
      setup,
      ears,
    );
    const follow = (): void => {
      fleet.apply({ topology: this.topology });
      for (const { primary } of fleet.nodes.shards) primary.main.connect();
    };
    fleet.ending.signal.addEventListener("abort", this.watch(follow), { once: true });
    follow();
    return fleet;
  }

  load(): Load {
    const links = this.nodes.all.flatMap((node) => node.links);
    return loadOf([...links, ...this.lanes.links], this.retries.length);
  }

  async close(): Promise<void> {
    const pending = (): number =>
      this.nodes.all.reduce((sum, node) => sum + node.pending, this.retries.length + this.lanes.pending);
    await whenIdle(pending, this.settings);
    this.destroy();
  }

  destroy(): void {
    this.ending.abort();
    this.source.close?.();
    this.refresher.stop();
    for (const call of this.retries.drain()) call.fail("ERR_CLOSED", undefined);
    this.lanes.close();
    for (const link of this.nodes.all.flatMap((node) => node.links)) link.close();
    this.nodes.clear();
  }

  refused(link: Link, call: Call, reply: ErrorReply): void {
    const error = new ReplyError(reply.code, reply.message, call.spec.name, link.name);
    const verdict = this.source.judge(reply, call.slot, link.address);
    if (call.options?.route?.kind === "byAddress" && isAboutPlace(reply.code)) {
      this.refresher.soon();
      call.reject(error);
      return;
    }
    switch (verdict.kind) {
      case "final":
      case "later":
        if (verdict.refresh === true) this.refresher.soon();
        if (verdict.kind === "final") call.reject(error);
        else this.retries.add(call, error);
        if (verdict.reconnect === true && !isToReplica(call.options?.route)) {
          link.reconnect("The server is a replica now");
        }
        return;
      case "moved":
        this.refresher.soon();
        if (verdict.address !== undefined) this.nodes.move(verdict.slot, this.nodes.at(verdict.address));
        publishRedirect("MOVED", call.spec.name, verdict.slot, link.name, verdict.address);
        this.follow(call, verdict.address, link, error);
        return;
      case "ask":
        call.asking = true;
        this.ears?.asked(call);
        publishRedirect("ASK", call.spec.name, verdict.slot, link.name, verdict.address);
        this.follow(call, verdict.address, link, error);
    }
  }

  returned(_link: Link, call: Call): void {
    this.dispatch(call);
  }

  pushed(link: Link, items: Reply[]): void {
    this.ears?.pushed(link.name, items);
  }

  connected(link: Link): void {
    this.ears?.connected(link.name);
    if (this.isNodes(link)) this.events?.reached(link.name);
    // In a cluster a server says itself that it is the wrong one. Elsewhere a name may lead to another one now.
    if (!this.source.hasSlots) this.refresher.soon();
  }

  disconnected(link: Link): void {
    this.ears?.disconnected(link.name);
    if (this.isNodes(link)) this.events?.failed(link.name);
    this.refresher.soon();
  }

  stalled(): void {
    this.refresher.soon();
  }

  /** Whether it is a node's own link, which goes on trying: lanes come and go. */
  private isNodes(link: Link): boolean {
    return this.nodes.find(link.address)?.links.includes(link) === true;
  }

  /** Sends a redirected call on: at once as long as that leads somewhere, else after a pause. */
  private follow(call: Call, address: Address | undefined, from: Link, error: ReplyError): void {
    const target = address === undefined ? undefined : this.nodes.at(address);
    const again = target === undefined || target.main === from || call.attempts >= PROMPT_REDIRECTS;
    if (again || isToReplica(call.options?.route)) {
      this.retries.add(call, error);
      return;
    }
    call.attempts++;
    call.obstacle = error;
    call.phase = Phase.WAITING;
    this.router.send(target, call);
  }

  private waitForOwner(call: Call): void {
    this.refresher.soon();
    const what = call.slot === -1 ? "the cluster" : `slot ${call.slot}`;
    this.retries.add(call, new ConnectionError("ERR_CONNECT_TOPOLOGY", `No known node serves ${what}`, ""));
  }

  private async refresh(): Promise<void> {
    const found = await this.source.look(this.nodes.all, this.ending.signal);
    if (this.ending.signal.aborted) return;
    if (found !== undefined) this.apply(found);
    if (this.inTrouble) this.refresher.soon();
  }

  /** Whether calls wait for a node that does not answer: then the topology is likely to change. */
  private get inTrouble(): boolean {
    const { shards } = this.nodes;
    if (shards.length === 0) return true;
    return shards.some(({ primary: { main } }) => main.pending > 0 && !main.well);
  }

  private apply({ topology, over }: Found): void {
    this.topology = topology;
    const gone = this.nodes.apply(topology);
    if (over !== undefined) this.adopt(over, over.address);
    for (const node of this.nodes.all) for (const link of node.links) this.review(node, link);
    for (const link of gone.flatMap((node) => node.links)) this.redirectQueued(link, () => link.drain());
    this.zones?.ask(this.nodes.all);
    this.events?.topologyIs(topology);
    for (const listener of this.watchers) listener();
  }

  private adopt(established: Established, address: Address): void {
    const link = this.nodes.find(address)?.main;
    if (link?.disconnected === true) link.adopt(established);
    else established.connection.drain();
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

/** Refusals of a node that is not the place for the command: a call pinned to the node ends with them. */
function isAboutPlace(code: string): boolean {
  return code === "MOVED" || code === "ASK" || code === "READONLY";
}

function isToReplica(route: Route | undefined): boolean {
  return route !== undefined && "role" in route && route.role === "replica";
}
