import type {
  CacheKey,
  Duration,
  Fetched,
  FetchStatus,
  LoadContext,
  LoadedPolicy,
  Loader,
  Policy,
} from "fairlead-cache";
import { milliseconds } from "../../../src/duration.ts";
import type { Times } from "../../../src/entry.ts";
import type { CacheLike } from "../../../src/http/store.ts";

interface Kept {
  readonly value: unknown;
  readonly times: Times;
}

interface Flight {
  running: number;
  readonly waiting: { resolve(kept: Kept): void; reject(error: unknown): void }[];
}

/** A clock that is set by hand. */
export class ManualClock {
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  advance(duration: Duration): void {
    this.#now += milliseconds(duration, "duration");
  }
}

/** A cache in memory with the semantics of policies: ttl, stale, grace, one load per key, permits, skipped values. */
export class FakeCache implements CacheLike {
  readonly entries: Map<string, Kept> = new Map();
  /** What runs behind answers that were given already. */
  readonly background: Set<Promise<unknown>> = new Set();
  /** How many calls wait for another one's load. */
  waiting = 0;
  readonly clock: ManualClock;
  readonly #flights: Map<string, Flight> = new Map();
  readonly #retryAt: Map<string, number> = new Map();
  readonly #copy: (value: unknown) => unknown;

  /** With `json` values are kept as a remote layer keeps them. */
  constructor(clock: ManualClock = new ManualClock(), { json = false } = {}) {
    this.clock = clock;
    this.#copy = json ? (value) => JSON.parse(JSON.stringify(value)) as unknown : (value) => value;
  }

  async get<V>(key: CacheKey<V>): Promise<V | undefined> {
    const kept = this.#read(key);
    return kept && this.clock.now() < kept.times.expiresAt ? (kept.value as V) : undefined;
  }

  async set<V>(key: CacheKey<V>, value: V, policy: Policy = {}): Promise<void> {
    this.#write(key, value, policy);
  }

  async delete(key: CacheKey): Promise<boolean> {
    return this.entries.delete(key.id);
  }

  async fetch<V>(key: CacheKey<V>, loader: Loader<V>, policy: Policy = {}): Promise<Fetched<V>> {
    await Promise.resolve();
    const kept = this.#read(key);
    const now = this.clock.now();
    if (kept === undefined) return this.#load(key, loader, policy, undefined, "miss");
    if (now < kept.times.staleAt) return fetched(kept, "hit");
    if (now >= kept.times.expiresAt) return this.#load(key, loader, policy, kept, "expired");
    const { onStale = "background" } = policy;
    if (onStale === "revalidate") return this.#load(key, loader, policy, kept, "expired");
    if (onStale === "background" && !this.#flights.has(key.id)) {
      const load = this.#load(key, loader, policy, kept, "expired").catch(() => {});
      this.background.add(load);
      void load.then(() => this.background.delete(load));
    }
    return fetched(kept, "stale");
  }

  async #load<V>(
    key: CacheKey<V>,
    loader: Loader<V>,
    policy: Policy,
    previous: Kept | undefined,
    status: FetchStatus,
  ): Promise<Fetched<V>> {
    if (previous !== undefined && this.clock.now() < (this.#retryAt.get(key.id) ?? 0)) {
      return fetched(previous, "grace");
    }
    try {
      return await this.#fly(key, loader, policy, previous, status);
    } catch (error) {
      if (previous === undefined || this.clock.now() >= previous.times.deadAt) throw error;
      const retryMs = milliseconds(policy.retryAfter ?? "1s", "retryAfter");
      this.#retryAt.set(key.id, this.clock.now() + retryMs);
      return { ...fetched<V>(previous, "grace"), error };
    }
  }

  async #fly<V>(
    key: CacheKey<V>,
    loader: Loader<V>,
    policy: Policy,
    previous: Kept | undefined,
    status: FetchStatus,
  ): Promise<Fetched<V>> {
    const { concurrency = 1 } = policy;
    let flight = this.#flights.get(key.id);
    if (flight !== undefined && concurrency !== false && flight.running >= concurrency) {
      return this.#wait(flight);
    }
    if (flight === undefined) {
      flight = { running: 0, waiting: [] };
      this.#flights.set(key.id, flight);
    }
    const own = flight;
    own.running++;
    const end = (settle: (waiter: Flight["waiting"][number]) => void): void => {
      if (this.#flights.get(key.id) === own) this.#flights.delete(key.id);
      for (const waiter of own.waiting.splice(0)) settle(waiter);
    };
    try {
      const loaded = await this.#ask(key, loader, policy, previous);
      end((waiter) => waiter.resolve(loaded.kept));
      this.#retryAt.delete(key.id);
      return { ...fetched<V>(loaded.kept, status), source: "load", stored: loaded.isStored };
    } catch (error) {
      end((waiter) => waiter.reject(error));
      throw error;
    }
  }

  async #wait<V>(flight: Flight): Promise<Fetched<V>> {
    this.waiting++;
    try {
      const kept = await new Promise<Kept>((resolve, reject) => flight.waiting.push({ resolve, reject }));
      return fetched(kept, "collapsed");
    } finally {
      this.waiting--;
    }
  }

  async #ask<V>(
    key: CacheKey<V>,
    loader: Loader<V>,
    policy: Policy,
    previous: Kept | undefined,
  ): Promise<{ kept: Kept; isStored: boolean }> {
    let own: LoadedPolicy = {};
    let isStored = true;
    const context: LoadContext<V> = {
      signal: new AbortController().signal,
      previous: previous as LoadContext<V>["previous"],
      set: (loaded) => {
        own = { ...own, ...loaded };
      },
      skip: () => {
        isStored = false;
      },
    };
    const value = await loader(context);
    const whole = { ...policy, ...own };
    if (isStored) this.#write(key, value, whole);
    return { kept: { value: this.#copy(value), times: this.#times(whole) }, isStored };
  }

  #read(key: CacheKey): Kept | undefined {
    const kept = this.entries.get(key.id);
    if (kept === undefined || this.clock.now() >= kept.times.deadAt) return undefined;
    return { value: this.#copy(kept.value), times: kept.times };
  }

  #write(key: CacheKey, value: unknown, policy: Policy): void {
    if (policy.ttl === 0) return;
    this.entries.set(key.id, { value: this.#copy(value), times: this.#times(policy) });
  }

  #times({ ttl = "forever", stale, staleIfError = 0 }: Policy): Times {
    const createdAt = this.clock.now();
    const expiresAt =
      ttl === "forever" ? Number.POSITIVE_INFINITY : createdAt + Math.max(0, milliseconds(ttl, "ttl"));
    const staleAt = stale === undefined ? expiresAt : createdAt + milliseconds(stale, "stale");
    if (staleAt > expiresAt) throw new Error("stale must be less than ttl");
    return { createdAt, staleAt, expiresAt, deadAt: expiresAt + milliseconds(staleIfError, "staleIfError") };
  }
}

function fetched<V>({ value, times }: Kept, status: FetchStatus): Fetched<V> {
  return { value: value as V, status, source: "memory", stored: false, degraded: false, times };
}
