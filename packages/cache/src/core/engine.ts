import { Chain } from "../chain/chain.ts";
import { type Composition, compose } from "../chain/compose.ts";
import { isStillOpen, type Passage } from "../chain/fences.ts";
import type { Lookup } from "../chain/lookup.ts";
import { Writer } from "../chain/writer.ts";
import { type Clock, systemClock } from "../clock.ts";
import { channels, type RequestEvent } from "../diagnostics/channels.ts";
import { LONGEST_TIMER_MS, milliseconds } from "../duration.ts";
import type { Entry } from "../entry.ts";
import { CacheError, CacheUsageError } from "../errors.ts";
import type { Loader } from "../fetched.ts";
import type { Ending } from "../flight/ending.ts";
import { Flights, type Landing } from "../flight/flights.ts";
import { type Plan, planOf } from "../freshness/plan.ts";
import type { LayerKey } from "../layer.ts";
import { Offload } from "../offload/offload.ts";
import { bounded } from "./bounded.ts";
import { Failures } from "./failures.ts";
import { Loading } from "./loading.ts";
import { Locking } from "./locking.ts";
import type { CacheOptions, CallOptions } from "./options.ts";
import { type Arrival, readArrival } from "./results.ts";

/** An arrival as one call sees it. */
export interface Got {
  readonly arrival: Arrival;
  /** Another call had it loaded. */
  readonly joined: boolean;
}

/** A flight. */
interface UnderWay {
  /** What is there, for those who won't wait that long. */
  readonly lookup: Lookup;
  readonly passage: Passage;
}

/** What all namespaces of a cache share: its layers, what is under way, and what it was made with. */
export class Engine {
  readonly name: string;
  readonly chain: Chain;
  readonly writer: Writer;
  readonly offload: Offload;
  readonly loading: Loading;
  readonly flights: Flights<Arrival> = new Flights();
  readonly defaults: Plan;
  readonly tagLifeMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  private pruning: NodeJS.Timeout | undefined = undefined;
  private readonly failures = new Failures();
  private readonly locking: Locking;
  /** Keys that are being loaded. */
  private readonly underWay = new Map<string, UnderWay>();
  private loners = 0;

  /** @throws {CacheUsageError} `ERR_CACHE_OPTION` */
  constructor({ backend, name = "cache", defaults = {}, tagLife = "30d", ...options }: CacheOptions) {
    this.name = name;
    this.clock = options.clock ?? systemClock;
    this.defaults = planOf(defaults);
    this.tagLifeMs = milliseconds(tagLife, "tagLife");
    const composition: Composition = backend.kind === "composition" ? backend : compose(backend);
    this.chain = new Chain(composition, name, this.clock);
    this.offload = new Offload(options.offload ?? {}, (kind, outcome, error) => {
      channels.offload.publish({ cache: name, kind, outcome, error });
    });
    this.writer = new Writer(this.chain, this.offload, name);
    this.locking = new Locking(this.chain);
    this.random = options.random ?? Math.random;
    this.loading = new Loading(this.chain, this.writer, this.failures, this);
  }

  /** What is there, loaded or not at all. */
  async find(key: LayerKey, plan: Plan): Promise<Lookup> {
    const front = this.chain.readFront(key, plan.layers);
    const lookup = front instanceof Promise ? await front : front;
    if (isGood(lookup)) return lookup;
    await this.readRest([lookup], plan);
    return lookup;
  }

  /** What is there of several keys: one request to each layer for all of them. */
  async findMany(keys: readonly LayerKey[], plan: Plan): Promise<readonly Lookup[]> {
    const front = keys.map((key) => this.chain.readFront(key, plan.layers));
    const lookups = front.some(isLate)
      ? await Promise.all(front.map((one) => Promise.resolve(one)))
      : (front as readonly Lookup[]);
    const rest = lookups.filter((lookup) => !isGood(lookup));
    if (rest.length > 0) await this.readRest(rest, plan);
    return lookups;
  }

  /** What the first layer has, if it is local, the value is fresh, and nothing has to be asked for that. */
  atHand(key: LayerKey): Entry | undefined {
    const [first] = this.chain.tiers;
    if (first!.kind === "remote" || this.defaults.layers !== undefined) return undefined;
    const now = this.clock.now();
    const entry = first!.read(key, now);
    if (entry === undefined || now >= entry.staleAt || now >= entry.expiresAt) return undefined;
    return this.chain.tags.isKnownValid(entry) === true ? entry : undefined;
  }

  /** Asks the layers behind the local ones. */
  private readRest(lookups: readonly Lookup[], plan: Plan): Promise<unknown> {
    const { chain } = this;
    if (chain.front === chain.tiers.length) return Promise.resolve();
    return chain.refills ? this.readAndRefill(lookups, plan) : chain.read(lookups, plan.layers, []);
  }

  private async readAndRefill(lookups: readonly Lookup[], plan: Plan): Promise<void> {
    const { chain } = this;
    const passages = lookups.map(({ key }) => chain.fences.enter(key));
    try {
      await chain.read(lookups, plan.layers, passages);
    } finally {
      for (const passage of passages) chain.fences.leave(passage);
    }
  }

  /** What is there, or what its loader gives. */
  async fetch(
    key: LayerKey,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
  ): Promise<Got> {
    if (plan.ttl === undefined) {
      throw new CacheUsageError(
        "ERR_CACHE_OPTION",
        "a value that is loaded needs a `ttl`, by the call or the defaults",
      );
    }
    call?.signal?.throwIfAborted();
    const refresh = call?.refresh === true;
    const front = this.chain.readFront(key, plan.layers);
    const lookup = front instanceof Promise ? await front : front;
    const early = refresh ? undefined : this.asItIs(lookup, plan);
    if (early !== undefined) {
      if (early.status === "stale") this.refreshLater(lookup, loader, plan);
      return { arrival: early, joined: false };
    }
    for (;;) {
      const { result: arrival, joined } = await this.fly(lookup, loader, plan, call, refresh);
      if (joined && arrival.alone) continue;
      if (arrival.status === "stale") this.refreshLater(lookup, loader, plan);
      return { arrival, joined };
    }
  }

  /** Loads a stale value again, with nobody waiting, unless its loader is left in peace. */
  private refreshLater(lookup: Lookup, loader: Loader<unknown>, plan: Plan): void {
    const { id } = lookup.key;
    if (plan.onStale !== "background" || this.failures.has(id, this.clock.now())) return;
    const again = { ...plan, onStale: "revalidate", softTimeout: Infinity } as const;
    this.offload.start("refresh", id, () => this.fly(lookup, loader, again, undefined, false));
  }

  /** A value that can be served without asking further. */
  private asItIs({ entry, state, at, degraded }: Lookup, plan: Plan): Arrival | undefined {
    if (entry === undefined) return undefined;
    if (state === "fresh") return readArrival(entry, "hit", this.chain.labelOf(at), degraded);
    if (state !== "stale" || plan.onStale === "revalidate") return undefined;
    return readArrival(entry, "stale", this.chain.labelOf(at), degraded);
  }

  private fly(
    front: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    call: CallOptions | undefined,
    refresh: boolean,
  ): Promise<Landing<Arrival>> {
    const { id } = front.key;
    // Without a limit nobody waits for anybody.
    const name = plan.permits === Infinity ? `${id} ${++this.loners}` : id;
    this.partFromRemoved(id, plan);
    let lookup = front;
    const wait = this.flights.join(name, plan.permits, (ending) => {
      lookup = { ...front, lacking: [...front.lacking] };
      return this.arrive(lookup, loader, plan, refresh, ending);
    });
    return bounded(wait, {
      signal: call?.signal,
      soft: plan.softTimeout,
      hard: plan.hardTimeout,
      instead: () => this.grace(this.underWay.get(id)?.lookup ?? lookup),
    });
  }

  /** What began before its key was removed is not waited for after that. Tags that only the loader names can't be known. */
  private partFromRemoved(id: string, { tags }: Plan): void {
    const flight = this.underWay.get(id);
    if (flight === undefined || isStillOpen(flight.passage, tags)) return;
    this.flights.part(id);
    this.underWay.delete(id);
  }

  /** The work of a flight: the layers behind are asked, and then the loader. */
  private async arrive(
    lookup: Lookup,
    loader: Loader<unknown>,
    plan: Plan,
    refresh: boolean,
    ending: Ending,
  ): Promise<Arrival> {
    const { chain } = this;
    const passage: Passage = chain.fences.enter(lookup.key);
    const flight: UnderWay = { lookup, passage };
    this.underWay.set(lookup.key.id, flight);
    // For the loader, if it comes to that: asked beside, or an ill layer would cost its budget twice.
    const stamps = lookup.gaveUp ? Promise.resolve(undefined) : chain.tags.stampsOf(plan.tags);
    try {
      if (chain.front < chain.tiers.length) await chain.read([lookup], plan.layers, [passage]);
      const early = refresh ? undefined : this.asItIs(lookup, plan);
      if (early !== undefined) return early;
      const { entry, key, at, degraded } = lookup;
      if (!refresh && entry !== undefined && this.failures.has(key.id, this.clock.now())) {
        return readArrival(entry, "grace", chain.labelOf(at), degraded);
      }
      if (!plan.lock) return await this.loading.load(lookup, loader, plan, passage, ending, stamps);
      return await this.loadAlone(lookup, loader, plan, passage, ending);
    } finally {
      if (this.underWay.get(lookup.key.id) === flight) this.underWay.delete(lookup.key.id);
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
    if (locked.kind === "found") return this.asItIs(lookup, plan)!;
    try {
      // The others are to find it when they may go on.
      return await this.loading.load(lookup, loader, { ...plan, awaitWrite: true }, passage, ending);
    } finally {
      await locked.release();
    }
  }

  private grace({ entry, at, degraded }: Lookup): Arrival | undefined {
    if (entry === undefined || this.clock.now() >= entry.deadAt) return undefined;
    return readArrival(entry, "grace", this.chain.labelOf(at), degraded);
  }

  /** Tells of a request, if anybody listens. */
  tell(
    family: string,
    status: RequestEvent["status"],
    source: string,
    degraded: boolean,
    durationMs: number,
  ): void {
    channels.request.publish({ cache: this.name, family, status, source, degraded, durationMs });
  }

  /** Has local layers drop what is dead now and then. It keeps no process alive. */
  pruneEvery(ms: number): void {
    this.pruning = setInterval(
      () => {
        for (const layer of this.chain.locals) layer.prune(this.clock.now());
      },
      Math.min(ms, LONGEST_TIMER_MS),
    ).unref();
  }

  async close(timeoutMs: number): Promise<number> {
    clearInterval(this.pruning);
    const left = await this.offload.drain(timeoutMs);
    await Promise.all(this.chain.remotes.map((remote) => remote.close()));
    return left;
  }

  closedError(): CacheError {
    return new CacheError("ERR_CACHE_CLOSED", this.name, "The cache is closed");
  }
}

/** Whether it can be served, and needs no further asking. */
export function isGood({ state }: Lookup): boolean {
  return state === "fresh" || state === "stale";
}

function isLate(one: unknown): boolean {
  return one instanceof Promise;
}
