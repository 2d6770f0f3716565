import type { Chain } from "../chain/chain.ts";
import { isStillOpen, type Passage } from "../chain/fences.ts";
import type { Lookup } from "../chain/lookup.ts";
import type { Writer } from "../chain/writer.ts";
import type { Clock } from "../clock.ts";
import { CacheUsageError } from "../errors.ts";
import type { Loader } from "../fetched.ts";
import type { Ending } from "../flight/ending.ts";
import { Flights } from "../flight/flights.ts";
import type { Plan } from "../freshness/plan.ts";
import type { LayerKey } from "../layer.ts";
import type { Offload } from "../offload/offload.ts";
import { bounded } from "./bounded.ts";
import { Failures } from "./failures.ts";
import { Loading, type LoadingSettings } from "./loading.ts";
import { Locking } from "./locking.ts";
import type { CallOptions } from "./options.ts";
import { type Arrival, readArrival } from "./results.ts";

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

/** What all layers have of a key, as of when that was asked for. */
export interface Look {
  readonly lookup: Lookup;
  readonly asked: Moment;
}

/** How often anything had been removed so far, and loaded. */
interface Moment {
  readonly closings: number;
  readonly landings: number;
}

/** A look, and when it is answered. */
interface Looking extends Look {
  readonly answered: Promise<unknown>;
}

/** A flight. */
interface UnderWay {
  /** What is there, for those who won't wait that long. None once it has landed. */
  lookup: Lookup | undefined;
  readonly passage: Passage;
}

/** Gives what is there, or has it loaded: for all who ask at the same time once. */
export class Fetching {
  readonly flights: Flights<Arrival> = new Flights();
  private readonly parts: FetchingParts;
  private readonly chain: Chain;
  private readonly loading: Loading;
  private readonly failures = new Failures();
  private readonly locking: Locking;
  /** Keys that are looked up in this turn, before anything is loaded. A new map for each: an old one would keep for a while what was in it. */
  private looks: Map<string, Looking> | undefined = undefined;
  /** Keys that are being loaded. */
  private readonly underWay = new Map<string, UnderWay>();
  private loners = 0;

  constructor(parts: FetchingParts) {
    const { chain, writer } = parts;
    this.parts = parts;
    this.chain = chain;
    this.locking = new Locking(chain);
    this.loading = new Loading(chain, writer, this.failures, parts);
  }

  /** What is there, or what its loader gives. */
  async fetch(
    key: LayerKey,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
  ): Promise<Got> {
    checkCall(plan, call);
    const refresh = call?.refresh === true;
    const front = this.chain.readFront(key, plan.layers);
    const lookup = front instanceof Promise ? await front : front;
    const early = refresh ? undefined : this.asItIs(lookup, loader, plan);
    if (early !== undefined) return { arrival: early, joined: false };
    if (refresh || !this.looksFirst(key.id, plan, call)) return this.load(lookup, loader, plan, call);
    const others = this.looks?.get(key.id);
    const look = this.isUpToDate(others) ? others : this.look(lookup, plan);
    await look.answered;
    if (look.lookup.settling !== undefined) await look.lookup.settling;
    const found = this.asItIs(look.lookup, loader, plan);
    if (found !== undefined) return { arrival: found, joined: false };
    return this.load(lookup, loader, plan, call, look);
  }

  /** What its loader gives; `look` said that nothing good is there. Without one the layers behind are asked first. */
  async load(
    front: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
    look?: Look,
  ): Promise<Got> {
    const { id } = front.key;
    for (;;) {
      // Without a limit nobody waits for anybody.
      const name = plan.permits === Infinity ? `${id} ${++this.loners}` : id;
      this.partFromRemoved(id, plan);
      const { landing, joined, flight } = this.fly(name, front, loader, plan, call?.refresh === true, look);
      const arrival = await bounded(landing, {
        signal: call?.signal,
        soft: plan.softTimeout,
        hard: plan.hardTimeout,
        instead: () => this.grace(this.underWay.get(id)?.lookup ?? front),
        leave: (goOn) => this.flights.leave(flight, goOn),
      });
      if (joined && arrival.alone) continue;
      if (arrival.status === "stale") this.refreshLater(front, loader, plan);
      return { arrival, joined };
    }
  }

  /**
   * Whether the layers behind are asked before anything else: mostly they have it, and a flight would be for nothing. Who has no time to lose
   * takes the flight: there the stamps of tags are asked for beside.
   */
  private looksFirst(id: string, plan: Plan, call: CallOptions | undefined): boolean {
    const { front, tiers, tags } = this.chain;
    if (front === tiers.length || this.flights.has(id)) return false;
    if (plan.tags.length > 0 && tags.store !== undefined) return false;
    return call?.signal === undefined && plan.softTimeout === Infinity && plan.hardTimeout === Infinity;
  }

  /** For {@link Look.asked}. */
  get moment(): Moment {
    return { closings: this.chain.fences.closings, landings: this.flights.landings };
  }

  /** Whether nothing was removed since, nor loaded: the same may be there by now. */
  private isUpToDate<L extends Look>(look: L | undefined): look is L {
    if (look === undefined) return false;
    const { closings, landings } = look.asked;
    return closings === this.chain.fences.closings && landings === this.flights.landings;
  }

  private look(lookup: Lookup, plan: Plan): Looking {
    const look = { lookup, asked: this.moment, answered: this.parts.readRest(lookup, plan) };
    // What single calls skip is not for others.
    if (plan.layers === undefined) this.looksOfTurn().set(lookup.key.id, look);
    return look;
  }

  private looksOfTurn(): Map<string, Looking> {
    if (this.looks === undefined) {
      this.looks = new Map();
      process.nextTick(() => {
        this.looks = undefined;
      });
    }
    return this.looks;
  }

  /** Loads a stale value again, with nobody waiting, unless its loader is left in peace. */
  private refreshLater(lookup: Lookup, loader: Loader<unknown>, plan: Plan): void {
    const { id } = lookup.key;
    const { offload, clock } = this.parts;
    if (plan.onStale !== "background" || this.failures.has(id, clock.now())) return;
    const again = { ...plan, onStale: "revalidate", softTimeout: Infinity } as const;
    offload.start("refresh", id, () => this.load(lookup, loader, again, undefined));
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

  private fly(
    name: string,
    front: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    refresh: boolean,
    look: Look | undefined,
  ) {
    return this.flights.join(name, plan.permits, (ending) => {
      const known = this.isUpToDate(look);
      const from = known ? look.lookup : front;
      const lookup = { ...from, lacking: [...from.lacking] };
      return this.arrive(lookup, known, loader, plan, refresh, ending);
    });
  }

  /** What began before its key was removed is not waited for after that. Tags that only the loader names can't be known. */
  private partFromRemoved(id: string, { tags }: Plan): void {
    const flight = this.underWay.get(id);
    if (flight === undefined || isStillOpen(flight.passage, tags)) return;
    this.flights.part(id);
    this.underWay.delete(id);
  }

  /** The work of a flight: the layers behind are asked, unless what they have is `known`, and then the loader. */
  private async arrive(
    lookup: Lookup,
    known: boolean,
    loader: Loader<unknown>,
    plan: Plan,
    refresh: boolean,
    ending: Ending,
  ): Promise<Arrival> {
    const { chain } = this;
    const { id } = lookup.key;
    const passage = chain.fences.enter(lookup.key);
    const flight: UnderWay = { lookup, passage };
    this.underWay.set(id, flight);
    // For the loader, if it comes to that: asked beside, and not at all of an ill layer, which would cost its budget twice.
    const tells = !lookup.gaveUp && !(known && lookup.degraded);
    const stamps = tells ? chain.tags.stampsOf(plan.tags) : Promise.resolve(undefined);
    try {
      if (!known) await chain.read([lookup], plan.layers, [passage]);
      const early = refresh ? undefined : this.found(lookup, plan);
      if (early !== undefined) return early;
      const { entry, at, degraded } = lookup;
      if (!refresh && entry !== undefined && this.failures.has(id, this.parts.clock.now())) {
        return readArrival(entry, "grace", chain.labelOf(at), degraded);
      }
      if (!plan.lock) return await this.loading.load(lookup, loader, plan, passage, ending, stamps);
      return await this.loadAlone(lookup, loader, plan, passage, ending);
    } finally {
      if (this.underWay.get(id) === flight) this.underWay.delete(id);
      flight.lookup = undefined;
      chain.fences.leave(passage);
    }
  }

  /** Loads it while no other process does, or takes what that one has left. */
  private async loadAlone(
    lookup: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    passage: Passage,
    ending: Ending,
  ): Promise<Arrival> {
    const { chain } = this;
    const locked = await this.locking.enter(lookup.key, ending, async () => {
      await chain.read([lookup], plan.layers, [passage]);
      return lookup.state === "fresh";
    });
    if (locked.kind === "found") return this.found(lookup, plan)!;
    try {
      // The others are to find it when they may go on.
      return await this.loading.load(lookup, loader, { ...plan, awaitWrite: true }, passage, ending);
    } finally {
      await locked.release();
    }
  }

  private grace({ entry, at, degraded }: Lookup): Arrival | undefined {
    if (entry === undefined || this.parts.clock.now() >= entry.deadAt) return undefined;
    return readArrival(entry, "grace", this.chain.labelOf(at), degraded);
  }
}

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` without a `ttl`; the reason of a signal that is aborted already */
export function checkCall({ ttl }: Plan, call: CallOptions | undefined): void {
  if (ttl === undefined) {
    throw new CacheUsageError(
      "ERR_CACHE_OPTION",
      "a value that is loaded needs a `ttl`, by the call or the defaults",
    );
  }
  call?.signal?.throwIfAborted();
}
