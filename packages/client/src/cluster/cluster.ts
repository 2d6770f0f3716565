import type { ErrorReply, Reply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import { firstKey } from "../commands/keys.ts";
import { type Call, Phase } from "../connection/call.ts";
import type { Established } from "../connection/establish.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError, ReplyError } from "../errors.ts";
import { candidates } from "../link/candidates.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import { firstAnswer } from "../link/first-answer.ts";
import { Lanes } from "../link/lanes.ts";
import { Link, type LinkOwner } from "../link/link.ts";
import { RetryQueue } from "../link/retry-queue.ts";
import { whenIdle } from "../link/when-idle.ts";
import type { Settings } from "../options.ts";
import { SLOT_COUNT } from "../route.ts";
import { slotOf } from "../routes/slot.ts";
import type { Cancel } from "../runtime.ts";
import type { Topology } from "../topology.ts";
import { askForView, collectViews } from "./ask.ts";
import { fanOut } from "./fan-out.ts";
import { judge } from "./redirect.ts";
import { Refresher } from "./refresher.ts";
import { mergeViews, type View } from "./topology.ts";

/** Nodes asked at each refresh. */
const ASKED_NODES = 3;
/** Redirects followed at once; further ones wait, lest two nodes that disagree keep a call running in circles. */
const PROMPT_REDIRECTS = 3;

/** A whole cluster: finds its nodes, follows every change, and sends each call to where its keys are. */
export class Cluster implements Dispatcher, LinkOwner {
  topology: Topology = { shards: [] };
  /** By {@link Link.name}. */
  private readonly links = new Map<string, Link>();
  /** The primary's link of each slot. */
  private readonly bySlot: (Link | undefined)[] = new Array(SLOT_COUNT).fill(undefined);
  private primaries: Link[] = [];
  private readonly lanes: Lanes;
  private readonly retries: RetryQueue;
  private readonly refresher: Refresher;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private readonly ending = new AbortController();
  private readonly watchers = new Set<() => void>();

  constructor(settings: Settings, turn: Turn) {
    this.settings = settings;
    this.turn = turn;
    this.lanes = new Lanes(this, settings, turn);
    this.retries = new RetryQueue(settings, (call) => this.dispatch(call));
    this.refresher = new Refresher(() => this.refresh(), settings.topologyCheckMs, settings.runtime);
  }

  /** Starts from what the first node said, over the connection it was said on. */
  start(view: View, established: Established, address: Address): void {
    this.apply(mergeViews([view]));
    this.adopt(established, address);
    // One node may be behind the others.
    this.refresher.soon();
  }

  dispatch(call: Call): void {
    const { spec } = call;
    call.asking = false;
    if (spec.request !== undefined && call.slot === -1 && fanOut(call, this.primaries, this)) return;
    if (call.slot === -1 && spec.firstKey !== -1 && !this.locate(call)) return;
    const link = call.slot === -1 ? this.anyPrimary() : this.bySlot[call.slot];
    if (link === undefined) this.waitForOwner(call);
    else if (call.blocking) this.lanes.send(link.address, call);
    else link.send(call);
  }

  addressOf(slot: number): Address | undefined {
    return (slot === -1 ? this.anyPrimary() : this.bySlot[slot])?.address;
  }

  watch(listener: () => void): Cancel {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  async close(): Promise<void> {
    const pending = (): number => {
      let sum = this.retries.length + this.lanes.pending;
      for (const link of this.links.values()) sum += link.pending;
      return sum;
    };
    await whenIdle(pending, this.settings);
    this.destroy();
  }

  destroy(): void {
    this.ending.abort();
    this.refresher.stop();
    for (const call of this.retries.drain()) call.fail("ERR_CLOSED", undefined);
    this.lanes.close();
    for (const link of this.links.values()) link.close();
    this.links.clear();
    this.bySlot.fill(undefined);
    this.primaries = [];
  }

  refused(link: Link, call: Call, reply: ErrorReply): void {
    const error = new ReplyError(reply.code, reply.message, call.spec.name, link.name);
    const verdict = judge(reply, call.slot, link.address);
    switch (verdict.kind) {
      case "final":
        call.reject(error);
        return;
      case "later":
        if (verdict.refresh) this.refresher.soon();
        this.retries.add(call, error);
        return;
      case "moved":
        this.refresher.soon();
        if (verdict.address !== undefined) this.moveSlot(verdict.slot, this.linkTo(verdict.address));
        this.follow(call, verdict.address, link, error);
        return;
      case "ask":
        call.asking = true;
        this.follow(call, verdict.address, link, error);
    }
  }

  returned(_link: Link, call: Call): void {
    this.dispatch(call);
  }

  pushed(_link: Link, _items: Reply[]): void {}

  connected(): void {}

  disconnected(): void {
    this.refresher.soon();
  }

  stalled(): void {
    this.refresher.soon();
  }

  /** Finds the slot of a call's first key; `false` if its arguments are wrong, which the call then knows. */
  private locate(call: Call): boolean {
    try {
      const key = firstKey(call);
      if (key !== undefined) call.slot = slotOf(key);
      return true;
    } catch (error) {
      call.reject(error);
      return false;
    }
  }

  /** Sends a redirected call on: at once as long as that leads somewhere, else after a pause. */
  private follow(call: Call, address: Address | undefined, from: Link, error: ReplyError): void {
    const target = address === undefined ? from : this.linkTo(address);
    if (target === from || call.attempts >= PROMPT_REDIRECTS) {
      this.retries.add(call, error);
      return;
    }
    call.attempts++;
    call.obstacle = error;
    call.phase = Phase.WAITING;
    if (call.blocking) this.lanes.send(target.address, call);
    else target.send(call);
  }

  private waitForOwner(call: Call): void {
    this.refresher.soon();
    const what = call.slot === -1 ? "the cluster" : `slot ${call.slot}`;
    this.retries.add(call, new ConnectionError("ERR_CONNECT_TOPOLOGY", `No known node serves ${what}`, ""));
  }

  private anyPrimary(): Link | undefined {
    const ready = this.primaries.filter((link) => link.ready);
    const among = ready.length > 0 ? ready : this.primaries;
    return among[Math.floor(this.settings.runtime.random() * among.length)];
  }

  private linkTo(address: Address): Link {
    const name = addressText(address);
    let link = this.links.get(name);
    if (link === undefined) {
      link = new Link(address, this, this.settings, this.turn);
      this.links.set(name, link);
    }
    return link;
  }

  private moveSlot(slot: number, link: Link): void {
    this.bySlot[slot] = link;
  }

  private adopt(established: Established, address: Address): void {
    const link = this.links.get(addressText(address));
    if (link?.idle === true) link.adopt(established);
    else established.connection.drain();
  }

  private async refresh(): Promise<void> {
    const views = await this.askNodes();
    if (this.ending.signal.aborted) return;
    if (views.length > 0) this.apply(mergeViews(views));
    else await this.askSeeds();
    if (this.inTrouble) this.refresher.soon();
  }

  /** Whether calls wait for a node that does not answer: then the cluster is likely to change. */
  private get inTrouble(): boolean {
    if (this.primaries.length === 0) return true;
    return this.primaries.some((link) => link.pending > 0 && (!link.ready || link.silent));
  }

  private askNodes(): Promise<View[]> {
    const { runtime } = this.settings;
    const ranked = [...this.links.values()].map((link) => ({
      link,
      rank: (link.well ? 0 : 1) + runtime.random(),
    }));
    const asked = ranked.sort((a, b) => a.rank - b.rank).slice(0, ASKED_NODES);
    return collectViews(
      asked.map(({ link }) => askForView(link, link.address, runtime)),
      runtime,
    );
  }

  /** The known nodes are gone: begins anew at the seeds, their names looked up again. */
  private async askSeeds(): Promise<void> {
    const { settings, turn } = this;
    try {
      const addresses = await candidates(settings.seeds, settings.runtime);
      const answer = await firstAnswer(addresses, settings, turn, this.ending.signal, askForClaims(settings));
      this.apply(mergeViews([answer.value]));
      this.adopt(answer, answer.address);
    } catch {
      // Nobody answers. The calls that wait know their own obstacle; the refresher comes again.
    }
  }

  private apply(topology: Topology): void {
    this.topology = topology;
    this.bySlot.fill(undefined);
    this.primaries = [];
    const known = new Set<Link>();
    for (const shard of topology.shards) {
      const link = this.linkTo(shard.primary.address);
      this.primaries.push(link);
      known.add(link);
      for (const replica of shard.replicas) known.add(this.linkTo(replica.address));
      for (const [from, to] of shard.slots) this.bySlot.fill(link, from, to + 1);
    }
    for (const link of [...this.links.values()]) this.review(link, known.has(link));
    for (const listener of this.watchers) listener();
  }

  /** Takes calls away from a link that is no longer where they belong, or that makes them wait. */
  private review(link: Link, known: boolean): void {
    const queued = link.takeQueued();
    const deposed = link.silent && !this.primaries.includes(link);
    if (deposed) link.reconnect("The node was replaced while it did not answer");
    if (!known) {
      this.links.delete(link.name);
      link.drain();
    }
    for (const call of queued) this.dispatch(call);
  }
}

/** Asks for a view, and takes one without slots for no answer. */
export function askForClaims(
  settings: Settings,
): (established: Established, address: Address) => Promise<View> {
  return async ({ connection }, address) => {
    const view = await askForView(connection, address, settings.runtime);
    if (view.claims.length > 0) return view;
    throw new ConnectionError(
      "ERR_CONNECT_TOPOLOGY",
      `${connection.address} knows of no slots`,
      connection.address,
    );
  };
}
