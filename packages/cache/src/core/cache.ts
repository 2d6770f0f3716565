import { inScope, scopeText, withoutScope } from "../canonical.ts";
import type { RemovalReport, WriteReport } from "../chain/report.ts";
import { channels } from "../diagnostics/channels.ts";
import type { Entry } from "../entry.ts";
import { CacheUsageError } from "../errors.ts";
import type { Fetched, Loader } from "../fetched.ts";
import { type Plan, planOf } from "../freshness/plan.ts";
import type { CacheKey } from "../key.ts";
import type { KeyRange, LayerKey } from "../layer.ts";
import type { Policy } from "../policy.ts";
import { fetchMany } from "./bulk.ts";
import { isGood } from "./engine.ts";
import type { Got } from "./fetching.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { listed } from "./listing.ts";
import type { CallOptions } from "./options.ts";
import type { Parts } from "./parts.ts";
import { arrivalOf, readMany, readOne } from "./reading.ts";
import { fetchedOf } from "./results.ts";
import { type CacheStats, statsOf } from "./stats.ts";
import { type WrapOptions, type Wrapped, wrapped } from "./wrap.ts";

/**
 * A cache of typed values. Made by {@link createCache}.
 *
 * Reads never fail because a layer is ill: it is passed over, `degraded` says so, and the loader's own errors are thrown. Writes and removals
 * report what each layer did. All throw {@link CacheUsageError} for what can't be meant, and {@link CacheError} `ERR_CACHE_CLOSED` after
 * {@link Cache.close}.
 */
export class Cache implements AsyncDisposable {
  /** Of the namespaces it is in, outermost first. */
  readonly scope: readonly string[];
  private readonly parts: Parts;
  private readonly prefix: string;
  private readonly plans = new WeakMap<Policy, Plan>();

  /** @internal */
  constructor(parts: Parts, scope: readonly string[]) {
    this.parts = parts;
    this.scope = scope;
    this.prefix = scopeText(scope);
  }

  /** The value, or `undefined` if there is none, or only an expired one. */
  get<V>(key: CacheKey<V>, policy?: Policy): Promise<V | undefined> {
    const fast = policy === undefined ? this.atHand(key, policy) : undefined;
    return fast === undefined ? this.look(key, policy) : Promise.resolve(fast.value as V);
  }

  /** As {@link Cache.get}, with where the value came from and its times; `undefined` if there is none. */
  async find<V>(key: CacheKey<V>, policy?: Policy): Promise<Fetched<V> | undefined> {
    const { engine } = this.open();
    const arrival = arrivalOf(engine, await readOne(engine, this.keyOf(key), this.planOf(policy)));
    return arrival === undefined ? undefined : fetchedOf(arrival, false);
  }

  /** Whether {@link Cache.get} would give a value; also one that is `undefined`. */
  async has(key: CacheKey, policy?: Policy): Promise<boolean> {
    return isGood(await this.open().engine.find(this.keyOf(key), this.planOf(policy)));
  }

  /** The values of several keys, of one family or not, `undefined` where there is none. One request to each layer. */
  async getMany<const K extends readonly CacheKey[]>(keys: K, policy?: Policy): Promise<Values<K>> {
    const own = keys.map((key) => this.keyOf(key));
    const lookups = await readMany(this.open().engine, own, this.planOf(policy));
    return lookups.map((one) => (isGood(one) ? one.entry!.value : undefined)) as Values<K>;
  }

  /**
   * The value; if there is none that is good, what `loader` gives, which is kept. Calls for one key wait for one load.
   * @throws whatever the loader throws, if there is no old value that may stand in for it; {@link CacheError}
   *   `ERR_CACHE_TIMEOUT` after `hardTimeout`; the reason of `signal`.
   */
  async getOrSet<V>(key: CacheKey<V>, loader: Loader<V>, options?: CallOptions): Promise<V> {
    const fast = options?.refresh === true ? undefined : this.atHand(key, options);
    if (fast !== undefined) return fast.value as V;
    const { arrival } = await this.load(key, loader, options);
    return arrival.value as V;
  }

  /** As {@link Cache.getOrSet}, with where the value came from and why. */
  async fetch<V>(key: CacheKey<V>, loader: Loader<V>, options?: CallOptions): Promise<Fetched<V>> {
    const { arrival, joined } = await this.load(key, loader, options);
    return fetchedOf(arrival, joined);
  }

  /**
   * The values of several keys of one kind; those that are missing are loaded by one call of `loader`, which gives a map of them by key.
   * What it leaves out is `undefined`.
   */
  async getOrSetMany<V>(
    keys: readonly CacheKey<V>[],
    loader: (missing: readonly CacheKey<V>[], signal: AbortSignal) => Promise<ReadonlyMap<CacheKey<V>, V>>,
    options?: CallOptions,
  ): Promise<V[]> {
    const { engine } = this.open();
    const originals = new Map(keys.map((key) => [this.keyOf(key).id, key]));
    return fetchMany(
      engine,
      keys.map((key) => this.keyOf(key)),
      this.planOf(options),
      options,
      async (missing, signal) => {
        const loaded = await loader(
          missing.map(({ id }) => originals.get(id)!),
          signal,
        );
        return new Map([...loaded].map(([key, value]) => [this.keyOf(key).id, value]));
      },
    ) as Promise<V[]>;
  }

  /** Writes a value to all layers; what is being loaded for its key meanwhile is not kept. */
  async set<V>(key: CacheKey<V>, value: V, policy?: Policy): Promise<WriteReport> {
    const [report] = await this.setMany([[key, value]], policy);
    return report!;
  }

  /** Writes several values, in one request to each layer. A report for each. */
  async setMany(
    pairs: readonly (readonly [CacheKey, unknown])[],
    policy?: Policy,
  ): Promise<readonly WriteReport[]> {
    const own = pairs.map(([key, value]) => [this.keyOf(key), value] as const);
    return this.open().setting.set(own, this.planOf(policy));
  }

  /** Removes a value from all layers, and what is on its way to them. A layer that can't be reached is told later. */
  async delete(key: CacheKey): Promise<RemovalReport> {
    const [report] = await this.deleteMany([key]);
    return report!;
  }

  /** Removes several values, in one request to each layer. A report for each. */
  async deleteMany(keys: readonly CacheKey[]): Promise<readonly RemovalReport[]> {
    return this.open().removing.keys(keys.map((key) => this.keyOf(key)));
  }

  /** Gives the value, and removes it. */
  async take<V>(key: CacheKey<V>): Promise<V | undefined> {
    const value = await this.get(key);
    await this.delete(key);
    return value;
  }

  /** Makes the value expired: it is kept for when its loader fails, as long as it was to be. */
  async expire(key: CacheKey): Promise<WriteReport> {
    const { engine, setting } = this.open();
    const own = this.keyOf(key);
    const { entry } = await engine.findBehind(own, this.planOf(undefined));
    const now = engine.clock.now();
    if (entry === undefined || entry.deadAt <= now || entry.expiresAt === entry.deadAt)
      return this.delete(key);
    const expired: Entry = {
      ...entry,
      createdAt: Math.min(entry.createdAt, now),
      staleAt: now,
      expiresAt: now,
    };
    const [report] = await setting.write([{ key: own, entry: expired, plans: undefined }]);
    return report!;
  }

  /** Removes everything of this namespace and those in it; or of one family: `cache.clear(userKey.all)`. */
  async clear(range: KeyRange = { scope: [] }): Promise<RemovalReport> {
    return this.open().removing.range({ ...range, scope: [...this.scope, ...range.scope] });
  }

  /**
   * Makes every value invalid that has one of these tags, in all processes.
   * @throws {CacheError} `ERR_CACHE_LAYERS` if the layer that keeps tags could not be told; it is told as soon as it can be.
   */
  async invalidateTag(...tags: readonly string[]): Promise<void> {
    if (tags.includes("")) throw new CacheUsageError("ERR_CACHE_KEY", "a tag can't be empty");
    await this.open().removing.tags(tags);
  }

  /** The same layers, with keys that are this namespace's own. Closing it closes nothing. */
  namespace(name: string): Cache {
    if (name === "") throw new CacheUsageError("ERR_CACHE_KEY", "a namespace needs a name");
    return new Cache(this.parts, [...this.scope, name]);
  }

  /**
   * A function whose results are cached under the key that `key` makes of its arguments.
   *
   * ```ts
   * const getUser = cache.wrap((id: string) => db.user(id), { key: (id) => userKey({ id }), ttl: "5m" });
   * ```
   */
  wrap<A extends readonly unknown[], V>(
    load: (...args: A) => V | Promise<V>,
    options: WrapOptions<A, V>,
  ): Wrapped<A, V> {
    return wrapped(this, load, options);
  }

  /**
   * The keys that have a good value, of this namespace and those in it, or of one family, in groups: those of the last layer. Each is
   * remembered until the end. Unlike other reads it throws: a list that lacks some would be worse than none.
   * @throws {CacheError} what keeps the layer from going on; {@link CacheUsageError} `ERR_CACHE_OPTION` if it can't tell its keys.
   */
  async *keys(range: KeyRange = { scope: [] }): AsyncGenerator<readonly CacheKey[]> {
    const within = { ...range, scope: [...this.scope, ...range.scope] };
    for await (const keys of listed(this.open().engine, within)) {
      yield keys.map((key) => withoutScope(key, this.scope.length, this.prefix.length));
    }
  }

  /**
   * When each of these tags was invalidated last, in ms since 1970 by the clock of the layer that keeps tags; 0 for never, `undefined`
   * if that layer can't tell. What it said is believed for a second.
   */
  tagTimes(tags: readonly string[]): Promise<readonly (number | undefined)[]> {
    return this.open().engine.chain.tags.times(tags);
  }

  /** What the cache has, and what it is at: of all its namespaces. */
  stats(): CacheStats {
    return statsOf(this.parts.engine);
  }

  /** What each layer has under a key, for people who look for a fault. It changes nothing. */
  inspect(key: CacheKey): Promise<Inspection> {
    return inspect(this.open().engine, this.keyOf(key));
  }

  /** Waits for what is under way, at most `timeoutMs` (default 5000), and closes the layers. Gives how many tasks were left. */
  async close({ timeoutMs = 5_000 }: { readonly timeoutMs?: number } = {}): Promise<number> {
    const { parts } = this;
    if (parts.closed || this.scope.length > 0) return 0;
    parts.closed = true;
    parts.sync.close();
    return parts.engine.close(timeoutMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What a local layer has, if it can be served at once. */
  private atHand(key: CacheKey, options: CallOptions | undefined): Entry | undefined {
    if (this.parts.closed || channels.request.hasSubscribers) return undefined;
    if (options?.layers !== undefined || options?.signal?.aborted === true) return undefined;
    return this.parts.engine.atHand(this.keyOf(key));
  }

  private async look<V>(key: CacheKey<V>, policy: Policy | undefined): Promise<V | undefined> {
    const lookup = await readOne(this.open().engine, this.keyOf(key), this.planOf(policy));
    return isGood(lookup) ? (lookup.entry!.value as V) : undefined;
  }

  private load<V>(key: CacheKey<V>, loader: Loader<V>, options: CallOptions | undefined): Promise<Got> {
    const { engine } = this.open();
    const plan = this.planOf(options);
    const any = loader as unknown as Loader<unknown>;
    const fetching = engine.fetching.fetch(this.keyOf(key), any, plan, options);
    return channels.request.hasSubscribers ? this.told(key, fetching) : fetching;
  }

  private async told({ name }: CacheKey, fetching: Promise<Got>): Promise<Got> {
    const { engine } = this.parts;
    const from = performance.now();
    try {
      const got = await fetching;
      const { status, source, degraded } = fetchedOf(got.arrival, got.joined);
      engine.tell(name, status, source, degraded, performance.now() - from);
      return got;
    } catch (error) {
      engine.tell(name, "failed", "load", false, performance.now() - from);
      throw error;
    }
  }

  private keyOf(key: CacheKey): LayerKey {
    return this.prefix === "" ? key : inScope(key, [...this.scope, ...key.scope], this.prefix);
  }

  private planOf(policy: Policy | undefined): Plan {
    const { defaults } = this.parts.engine;
    if (policy === undefined) return defaults;
    let plan = this.plans.get(policy);
    if (plan === undefined) {
      plan = planOf(policy, defaults);
      this.plans.set(policy, plan);
    }
    return plan;
  }

  private open(): Parts {
    if (this.parts.closed) throw this.parts.engine.closedError();
    return this.parts;
  }
}

/** The values of keys, in their order. */
export type Values<K extends readonly CacheKey[]> = {
  -readonly [I in keyof K]: (K[I] extends CacheKey<infer V> ? V : never) | undefined;
};
