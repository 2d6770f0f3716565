import type { Chain } from "../chain/chain.ts";
import { isStillOpen, type Passage } from "../chain/fences.ts";
import { copyOf, Lookup } from "../chain/lookup.ts";
import type { Writer } from "../chain/writer.ts";
import type { Clock } from "../clock.ts";
import type { Loader } from "../fetched.ts";
import { Flights } from "../flight/flights.ts";
import type { Plan } from "../freshness/plan.ts";
import type { LayerKey } from "../layer.ts";
import type { Offload } from "../offload/offload.ts";
import { bounded, checkCall, inTime, isBounded } from "./bounded.ts";
import { Failures } from "./failures.ts";
import { Loading, type LoadingSettings } from "./loading.ts";
import { Locking } from "./locking.ts";
import { type Look, Looks } from "./looks.ts";
import type { CallOptions } from "./options.ts";
import { type Arrival, readArrival } from "./results.ts";
import type { UnderWay, Work } from "./work.ts";

/** What its cache gives it. */
export interface FetchingParts extends LoadingSettings {
  readonly chain: Chain;
  readonly writer: Writer;
  readonly offload: Offload;
  readonly clock: Clock;
  /** Asks the layers behind the local ones; {@link Lookup.settling} may have to be waited for after that. */
  readRest(lookup: Lookup, plan: Plan): Promise<unknown>;
}

/** An arrival as one call sees it. */
export interface Got {
  readonly arrival: Arrival;
  /** Another call had it loaded. */
  readonly joined: boolean;
}

/** Gives what is there, or has it loaded: for all who ask at the same time once. */
export class Fetching {
  readonly flights: Flights<Arrival> = new Flights();
  private readonly parts: FetchingParts;
  private readonly chain: Chain;
  private readonly loading: Loading;
  private readonly failures = new Failures();
  private readonly locking: Locking;
  readonly looks: Looks<Got>;
  /** Keys that are being loaded. */
  private readonly underWay = new Map<string, UnderWay>();
  private loners = 0;

  constructor(parts: FetchingParts) {
    const { chain, writer } = parts;
    this.parts = parts;
    this.chain = chain;
    this.looks = new Looks((lookup, plan) => parts.readRest(lookup, plan), chain.fences, this.flights);
    this.locking = new Locking(chain);
    this.loading = new Loading(chain, writer, this.failures, parts);
  }

  /** What is there, or what its loader gives: to calls of one turn that want the same in the same way what the first of them is given. */
  fetch(key: LayerKey, loader: Loader<unknown>, plan: Plan, call: CallOptions | undefined): Promise<Got> {
    const { looks } = this;
    const isPlain = call?.signal === undefined && call?.refresh !== true;
    const leader = isPlain ? looks.leaderOf(key.id, plan) : undefined;
    if (leader !== undefined) {
      return leader.then(({ arrival }) =>
        arrival.alone ? this.fetchAlone(key, loader, plan, call) : { arrival, joined: true },
      );
    }
    const got = this.fetchAlone(key, loader, plan, call);
    if (isPlain) looks.lead(key.id, plan, got);
    return got;
  }

  private async fetchAlone(
    key: LayerKey,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
  ): Promise<Got> {
    checkCall(plan, call);
    const from = isBounded(plan, call) ? performance.now() : 0;
    const first = this.chain.readFront(key, plan.layers);
    const front = first instanceof Promise ? await inTime(first, plan, call) : first;
    front.since = from;
    const early = call?.refresh === true ? undefined : this.asItIs(front, loader, plan);
    if (early !== undefined) return { arrival: early, joined: false };
    if (!this.looksFirst(key.id, plan, call)) return this.fly(front, loader, plan, call, undefined);
    const looking = this.looks.once(front, plan);
    this.chain.leases.foresee(looking.lookup, plan.layers);
    await looking.answered;
    if (looking.lookup.settling !== undefined) await looking.lookup.settling;
    const found = this.asItIs(looking.lookup, loader, plan);
    this.chain.leases.looked(found === undefined);
    if (found !== undefined) return { arrival: found, joined: false };
    return this.fly(front, loader, plan, call, looking);
  }

  /** What its loader gives: nothing of what the layers have is good, says `look`. */
  async fetchAfter(
    look: Look,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
  ): Promise<Got> {
    checkCall(plan, call);
    return this.fly(look.lookup, loader, plan, call, look);
  }

  private async fly(
    front: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
    look: Look | undefined,
  ): Promise<Got> {
    for (;;) {
      const { landing, joined } = this.land(front, loader, plan, call, look);
      const arrival = await landing;
      const isFound = arrival.status === "hit" || arrival.status === "stale";
      if (joined && (arrival.alone || (call?.refresh === true && isFound))) continue;
      if (arrival.status === "stale") this.refreshLater(front, loader, plan);
      return { arrival, joined };
    }
  }

  /** Takes the flight of a key, as long as the call has time. Without a `look` the flight asks the layers behind first. */
  private land(
    front: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
    look: Look | undefined,
  ): { readonly landing: Promise<Arrival>; readonly joined: boolean } {
    const { id } = front.key;
    // Without a limit nobody waits for anybody.
    const name = plan.permits === Infinity ? `${id} ${++this.loners}` : id;
    this.partFromRemoved(id, plan);
    const wait = this.flights.join(name, plan.permits, (ending) =>
      this.begin(front, look, { loader, plan, refresh: call?.refresh === true, ending }),
    );
    if (!isBounded(plan, call)) return wait;
    const landing = bounded(wait.landing, {
      signal: call?.signal,
      soft: plan.softTimeout,
      hard: plan.hardTimeout,
      from: look?.asked.at ?? front.since,
      instead: () => this.grace(this.underWay.get(id)?.lookup ?? front),
      looking: () => this.underWay.get(id)?.looking,
      leave: (goOn) => this.flights.leave(wait.flight, goOn),
      overdue: wait.joined ? undefined : () => this.flights.forget(wait.flight),
    });
    return { landing, joined: wait.joined };
  }

  /**
   * Whether the layers behind are asked before anything else: mostly they have it, and a flight would be for nothing. Who has no time to lose
   * takes the flight: there the stamps of tags are asked for beside.
   */
  private looksFirst(id: string, plan: Plan, call: CallOptions | undefined): boolean {
    const { front, tiers, tags } = this.chain;
    if (front === tiers.length || call?.refresh === true || this.flights.has(id)) return false;
    if (plan.tags.length > 0 && tags.store !== undefined) return false;
    return !isBounded(plan, call);
  }

  /** Loads a stale value again, with nobody waiting, unless its loader is left in peace. */
  private refreshLater(lookup: Lookup, loader: Loader<unknown>, plan: Plan): void {
    const { id } = lookup.key;
    const { offload, clock } = this.parts;
    if (plan.onStale !== "background" || this.failures.has(id, clock.now())) return;
    const again = { ...plan, onStale: "revalidate", softTimeout: Infinity } as const;
    offload.start("refresh", id, () => {
      lookup.since = performance.now();
      return this.land(lookup, loader, again, undefined, undefined).landing;
    });
  }

  /** A value that can be served without loading; if it is stale, it is loaded later. */
  private asItIs(lookup: Lookup, loader: Loader<unknown>, plan: Plan): Arrival | undefined {
    const arrival = this.found(lookup, plan);
    if (arrival?.status === "stale") this.refreshLater(lookup, loader, plan);
    return arrival;
  }

  private found({ entry, state, at, degraded }: Lookup, plan: Plan): Arrival | undefined {
    if (entry === undefined) return undefined;
    if (state === "fresh") return readArrival(entry, "hit", this.chain.labelOf(at), degraded);
    if (state !== "stale" || plan.onStale === "revalidate") return undefined;
    return readArrival(entry, "stale", this.chain.labelOf(at), degraded);
  }

  private begin(front: Lookup, look: Look | undefined, work: Work): Promise<Arrival> {
    const since = Math.floor(look?.asked.at ?? performance.now());
    if (look === undefined || this.looks.isUpToDate(look)) {
      const lookup = copyOf(look?.lookup ?? front);
      lookup.since = since;
      return this.arrive(lookup, look !== undefined, work);
    }
    // Of what was found nothing holds any more.
    const lookup = new Lookup(front.key);
    lookup.degraded = look.lookup.degraded;
    lookup.since = since;
    return this.arrive(lookup, !this.looks.isWorthRepeating(look), work);
  }

  /** What began before its key was removed is not waited for after that. Tags that only the loader names can't be known. */
  private partFromRemoved(id: string, { tags }: Plan): void {
    const flight = this.underWay.get(id);
    if (flight === undefined || isStillOpen(flight.passage, tags)) return;
    this.flights.part(id);
    this.underWay.delete(id);
  }

  /** The work of a flight: the layers behind are asked, unless what they have is `known`, and then the loader. */
  private async arrive(lookup: Lookup, known: boolean, work: Work): Promise<Arrival> {
    const { chain } = this;
    const { plan, refresh } = work;
    const { id } = lookup.key;
    const passage = chain.fences.enter(lookup.key);
    // For the loader, if it comes to that: asked beside, and not at all of an ill layer, which would cost its budget twice.
    const tells = !lookup.gaveUp && !(known && lookup.degraded);
    const stamps = tells ? chain.tags.stampsOf(plan.tags) : undefined;
    const looking = known ? undefined : chain.read([lookup], plan.layers, [passage]);
    const flight: UnderWay = { lookup, passage, looking };
    this.underWay.set(id, flight);
    try {
      if (looking !== undefined) await looking;
      const early = refresh ? undefined : this.found(lookup, plan);
      if (early !== undefined) return early;
      const { entry, at, degraded } = lookup;
      if (!refresh && entry !== undefined && this.failures.has(id, this.parts.clock.now())) {
        return readArrival(entry, "grace", chain.labelOf(at), degraded);
      }
      const loaded = plan.lock
        ? await this.loadAlone(lookup, passage, work)
        : await this.loading.load(lookup, work.loader, plan, passage, work.ending, stamps);
      return loaded ?? (await this.arriveAnew(lookup, work));
    } finally {
      if (this.underWay.get(id) === flight) this.underWay.delete(id);
      flight.lookup = undefined;
      chain.fences.leave(passage);
    }
  }

  /** What was removed after it was looked for is loaded once for all: for whoever waited, and whoever came since. */
  private async arriveAnew({ key, degraded }: Lookup, work: Work): Promise<Arrival> {
    const { loader, plan, refresh, ending } = work;
    const lookup = new Lookup(key);
    lookup.degraded = degraded;
    // The time for asking layers may be over.
    lookup.gaveUp = true;
    this.takeOver(key.id, plan);
    const look = { lookup, asked: this.looks.now() };
    const got = await this.fly(lookup, loader, plan, { refresh, signal: ending.signal }, look);
    return got.arrival;
  }

  /** Of those who came since, whoever still looks does not load, but waits for the load that begins now. */
  private takeOver(id: string, { tags, lock }: Plan): void {
    const other = this.underWay.get(id)?.passage;
    if (other !== undefined && isStillOpen(other, tags) && (other.loads || lock)) return;
    if (other !== undefined) other.open = false;
    this.flights.part(id);
  }

  /** Loads it while no other process does, or takes what that one has left. */
  private async loadAlone(lookup: Lookup, passage: Passage, work: Work): Promise<Arrival | undefined> {
    const { chain } = this;
    const { loader, plan, refresh, ending } = work;
    const locked = await this.locking.enter(lookup.key, ending, async () => {
      lookup.since = Math.floor(performance.now());
      await chain.read([lookup], plan.layers, [passage]);
      return !refresh && lookup.state === "fresh";
    });
    if (locked.kind === "found") return this.found(lookup, plan)!;
    try {
      // The others are to find it when they may go on.
      const stamps = chain.tags.stampsOf(plan.tags);
      return await this.loading.load(lookup, loader, { ...plan, awaitWrite: true }, passage, ending, stamps);
    } finally {
      await locked.release();
    }
  }

  private grace({ entry, at, degraded }: Lookup): Arrival | undefined {
    if (entry === undefined || this.parts.clock.now() >= entry.deadAt) return undefined;
    return readArrival(entry, "grace", this.chain.labelOf(at), degraded);
  }
}
