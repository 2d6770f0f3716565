import { Chain } from "../chain/chain.ts";
import { type Composition, compose } from "../chain/compose.ts";
import { Lookup } from "../chain/lookup.ts";
import { Writer } from "../chain/writer.ts";
import { type Clock, systemClock } from "../clock.ts";
import { channels, type RequestEvent } from "../diagnostics/channels.ts";
import { LONGEST_TIMER_MS, milliseconds } from "../duration.ts";
import type { Entry } from "../entry.ts";
import { CacheError } from "../errors.ts";
import { type Plan, planOf } from "../freshness/plan.ts";
import type { LayerKey } from "../layer.ts";
import { Offload } from "../offload/offload.ts";
import { Fetching } from "./fetching.ts";
import type { CacheOptions } from "./options.ts";

/** What all namespaces of a cache share: its layers, what is under way, and what it was made with. */
export class Engine {
  readonly name: string;
  readonly chain: Chain;
  readonly writer: Writer;
  readonly offload: Offload;
  readonly fetching: Fetching;
  readonly defaults: Plan;
  readonly tagLifeMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  private pruning: NodeJS.Timeout | undefined = undefined;

  /** @throws {CacheUsageError} `ERR_CACHE_OPTION` */
  constructor({ backend, name = "cache", defaults = {}, tagLife = "30d", ...options }: CacheOptions) {
    this.name = name;
    this.clock = options.clock ?? systemClock;
    this.defaults = planOf(defaults);
    this.tagLifeMs = milliseconds(tagLife, "tagLife");
    const composition: Composition = backend.kind === "composition" ? backend : compose(backend);
    this.chain = new Chain(composition, name, this.clock);
    this.chain.tags.lifeMs = this.tagLifeMs;
    this.offload = new Offload(options.offload ?? {}, (kind, outcome, error) => {
      channels.offload.publish({ cache: name, kind, outcome, error });
    });
    this.writer = new Writer(this.chain, this.offload, name);
    this.random = options.random ?? Math.random;
    this.fetching = new Fetching(this);
  }

  /** What is there, loaded or not at all. */
  async find(key: LayerKey, plan: Plan): Promise<Lookup> {
    const front = this.chain.readFront(key, plan.layers);
    const lookup = front instanceof Promise ? await front : front;
    if (isGood(lookup)) return lookup;
    await this.readRest(lookup, plan);
    if (lookup.settling !== undefined) await lookup.settling;
    return lookup;
  }

  /** As the layers behind have it, if they do: local ones may have it for a shorter time. */
  async findBehind(key: LayerKey, plan: Plan): Promise<Lookup> {
    const lookup = new Lookup(key);
    if (this.chain.remotes.length > 0) await this.readRest(lookup, plan);
    if (lookup.settling !== undefined) await lookup.settling;
    return lookup.entry === undefined ? this.find(key, plan) : lookup;
  }

  /** What is there of several keys: one request to each layer for all of them. */
  async findMany(keys: readonly LayerKey[], plan: Plan): Promise<readonly Lookup[]> {
    const front = keys.map((key) => this.chain.readFront(key, plan.layers));
    const lookups = front.some(isLate)
      ? await Promise.all(front.map((one) => Promise.resolve(one)))
      : (front as readonly Lookup[]);
    const rest = lookups.filter((lookup) => !isGood(lookup));
    if (rest.length > 0) await this.readManyRest(rest, plan);
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

  /** Asks the layers behind the local ones; {@link Lookup.settling} may have to be waited for after that. */
  readRest(lookup: Lookup, plan: Plan): Promise<unknown> {
    return this.chain.readAlone(lookup, plan.layers) ?? this.readManyRest([lookup], plan);
  }

  private async readManyRest(lookups: readonly Lookup[], plan: Plan): Promise<void> {
    const { chain } = this;
    if (!chain.refills) return chain.read(lookups, plan.layers, []);
    const passages = lookups.map(({ key }) => chain.fences.enter(key));
    try {
      await chain.read(lookups, plan.layers, passages);
    } finally {
      for (const passage of passages) chain.fences.leave(passage);
    }
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
