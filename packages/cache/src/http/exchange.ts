import { CacheError } from "../errors.ts";
import type { Fetched, LoadContext, LoadedPolicy } from "../fetched.ts";
import type { CacheKey } from "../key.ts";
import type { Policy } from "../policy.ts";
import { answerFrom, mark, passOn, unmodified } from "./answer.ts";
import type { CacheStatus, Forward } from "./cache-status.ts";
import type { CachePlan } from "./plan.ts";
import { type Next, type Site, withKey } from "./site.ts";
import { readStored, type StoredResponse, type StoredValue, type VaryIndex } from "./stored.ts";
import { OriginFailure, Turn } from "./turn.ts";
import { variantDigest } from "./variant.ts";
import { unlessAborted } from "./waiting.ts";

/** How often a request looks again before it goes alone: for an index, and for each response that was not to be shared. */
const MAX_ROUNDS = 20;

/** Answers one request that may be answered from the cache. */
export class Exchange {
  readonly #request: Request;
  readonly #next: Next;
  readonly #plan: CachePlan;
  readonly #site: Site;
  #key: CacheKey<StoredValue>;
  #index: VaryIndex | undefined;
  #forward: Forward;
  #hasWaited = false;

  constructor(request: Request, next: Next, plan: CachePlan, site: Site) {
    this.#request = request;
    this.#next = next;
    this.#plan = plan;
    this.#site = site;
    this.#key = plan.key;
    this.#forward = plan.missing;
  }

  /** @throws what `next` throws; the reason of the request's signal. */
  async answer(): Promise<Response> {
    try {
      return await this.#answer();
    } catch (error) {
      // No outage of its own: nothing has been asked yet.
      if (!(error instanceof CacheError && error.code === "ERR_CACHE_CLOSED")) throw error;
      return this.#goAlone({ forward: "bypass", detail: "closed" });
    }
  }

  async #answer(): Promise<Response> {
    if (this.#plan.demand !== "any") return this.#choose();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const answer = await this.#fetch();
      if (answer !== undefined) return answer;
    }
    return this.#goAlone({ forward: this.#forward, collapsed: false });
  }

  /** One look, or load; undefined to look again. */
  async #fetch(): Promise<Response | undefined> {
    const turn = this.#turn();
    const fetching = this.#site.cache.fetch(this.#key, turn.load, this.#policy()).then(
      (fetched) => ({ kind: "fetched", fetched }) as const,
      (error: unknown) => ({ kind: "failed", error }) as const,
    );
    // How its own load fails is told by the cache: it may know something better than an error.
    const leading = turn.led.then(
      (response) => ({ kind: "led", response }) as const,
      () => fetching,
    );
    const first = await unlessAborted(Promise.race([leading, fetching]), this.#request.signal);
    if (first.kind === "led") return first.response;
    if (first.kind === "fetched") return this.#use(first.fetched, turn);
    if (!(first.error instanceof OriginFailure)) throw first.error;
    return turn.asks ? this.#own(turn) : this.#again();
  }

  async #use(fetched: Fetched<StoredValue>, turn: Turn): Promise<Response | undefined> {
    const { clock } = this.#site;
    const { status, error } = fetched;
    // Another one may have been faster with the same: its own response is on its way.
    if (turn.asks && status !== "grace") return this.#own(turn);
    const value = readStored(fetched.value);
    if (value?.kind === "index") return this.#follow(value);
    const isUsable = value?.kind === "response" && this.#plan.isUsable(value, clock.now(), status);
    if (isUsable && this.#plan.hasCredentials && !value.open && !turn.asks) {
      return this.#goAlone({ forward: "bypass", detail: "credentials" });
    }
    if (isUsable && (value.open || !this.#plan.hasCredentials)) {
      const answer = this.#reply(value, statusOf(fetched, value, turn.asks, this.#forward, clock.now()));
      turn.abandon();
      return answer;
    }
    if (turn.asks) return this.#own(turn);
    if (value?.kind === "unshared" || status === "collapsed") return this.#again();
    // The loader has failed for another one, and what is stored is of no use in its place.
    if (error !== undefined && !(error instanceof OriginFailure)) throw error as Error;
    return this.#reload(value, "stale");
  }

  /** What the origin answers on its own turn. */
  async #own(turn: Turn): Promise<Response> {
    try {
      return await unlessAborted(turn.led, this.#request.signal);
    } catch (error) {
      if (error instanceof OriginFailure) return this.#pass(error.response, { forward: "stale" });
      throw error;
    }
  }

  #again(): undefined {
    this.#hasWaited = true;
  }

  /** A request that takes not just any response, or only a stored one. */
  async #choose(): Promise<Response> {
    const { cache, clock, marks } = this.#site;
    let value = readStored(await cache.get(this.#key));
    if (value?.kind === "index") {
      this.#follow(value);
      value = readStored(await cache.get(this.#key));
    }
    const found = value?.kind === "response" ? value : undefined;
    const mayUse = found !== undefined && (found.open || !this.#plan.hasCredentials);
    if (mayUse && this.#plan.isUsable(found, clock.now(), undefined)) {
      return this.#reply(found, { ...ttlOf(found, clock.now()) });
    }
    if (this.#plan.demand === "stored") {
      const headers = new Headers();
      mark(headers, { forward: found ? "stale" : this.#forward, detail: "only-if-cached" }, marks);
      return new Response(null, { status: 504, headers });
    }
    const forward = found === undefined ? this.#forward : isFresh(found, clock.now()) ? "request" : "stale";
    if (this.#request.method === "HEAD") return this.#goAlone({ forward });
    return this.#reload(mayUse ? found : undefined, forward);
  }

  /** Asks the origin without waiting for anybody, and stores what comes. */
  async #reload(previous: StoredResponse | undefined, forward: Forward): Promise<Response> {
    this.#forward = forward;
    const turn = this.#turn();
    this.#load(turn, previous).catch(() => {});
    return this.#own(turn);
  }

  async #load(turn: Turn, previous: StoredResponse | undefined): Promise<void> {
    let policy: LoadedPolicy = {};
    let isKept = true;
    const times = { createdAt: 0, staleAt: 0, expiresAt: 0, deadAt: 0 };
    const context: LoadContext<StoredValue> = {
      signal: this.#request.signal,
      previous: previous && { value: previous, times },
      set: (loaded) => {
        policy = { ...policy, ...loaded };
      },
      skip: () => {
        isKept = false;
      },
    };
    const { cache, reloads } = this.#site;
    const reload = { id: this.#plan.key.id, isRemoved: false };
    reloads.add(reload);
    try {
      const value = await turn.load(context);
      // What was removed meanwhile must not come back.
      if (isKept && !reload.isRemoved) await cache.set(this.#key, value, { ...this.#plan.policy, ...policy });
    } finally {
      reloads.delete(reload);
    }
  }

  #turn(): Turn {
    const errand = {
      request: this.#request,
      next: this.#next,
      plan: this.#plan,
      key: this.#key,
      index: this.#index,
      forward: this.#forward,
      hasWaited: this.#hasWaited,
    };
    return new Turn(errand, this.#site);
  }

  #policy(): Policy {
    const { policy } = this.#plan;
    const { streaks, clock } = this.#site;
    const concurrency = streaks.concurrency(this.#key.id, clock.now());
    return concurrency === 1 ? policy : { ...policy, concurrency };
  }

  /** Looks for the variant from now on. */
  #follow(index: VaryIndex): undefined {
    this.#index = index;
    this.#forward = this.#plan.missing === "uri-miss" ? "vary-miss" : "miss";
    this.#key = this.#plan.variantKey(index.generation, variantDigest(index, this.#request.headers));
  }

  async #goAlone(status: CacheStatus): Promise<Response> {
    return this.#pass(await this.#next(this.#request, { isBackground: false }), status);
  }

  #pass(response: Response, status: CacheStatus): Response {
    const whole = withKey({ ...status, forwardStatus: response.status }, this.#plan, this.#site);
    const known = unmodified(response, this.#request, whole, this.#site.marks);
    if (known === undefined) return passOn(response, response.body, whole, this.#site.marks);
    response.body?.cancel().catch(() => {});
    return known;
  }

  #reply(value: StoredResponse, status: CacheStatus): Response {
    const { clock, marks } = this.#site;
    return answerFrom(value, this.#request, withKey(status, this.#plan, this.#site), marks, clock.now());
  }
}

function statusOf(
  fetched: Fetched<StoredValue>,
  value: StoredResponse,
  asks: boolean,
  forward: Forward,
  now: number,
): CacheStatus {
  const degraded = fetched.degraded ? { detail: "degraded" } : {};
  switch (fetched.status) {
    case "hit":
    case "stale": {
      const { staleAt, expiresAt } = fetched.times;
      return { ...timeLeft(value, Math.min(staleAt, expiresAt), now), ...degraded };
    }
    case "grace": {
      const detail = "stale-if-error";
      if (!asks) return { ...timeLeft(value, fetched.times.expiresAt, now), detail };
      const failure = fetched.error instanceof OriginFailure ? fetched.error.response.status : undefined;
      return { forward: "stale", ...(failure !== undefined && { forwardStatus: failure }), detail };
    }
    case "collapsed":
      return { forward, collapsed: true, ...degraded };
    case "miss":
    case "expired":
      return {
        forward: fetched.status === "miss" ? forward : "stale",
        ...(fetched.stored && { stored: true }),
        ...degraded,
      };
  }
}

/** The rest of its freshness: as its headers say, or as the cache knows it. */
function timeLeft(value: StoredResponse, staleAt: number, now: number): CacheStatus {
  if (value.freshness !== undefined) return ttlOf(value, now);
  return Number.isFinite(staleAt) ? { ttl: Math.floor((staleAt - now) / 1_000) } : {};
}

function isFresh({ freshness, receivedAt }: StoredResponse, now: number): boolean {
  return freshness === undefined || now - receivedAt < freshness.freshMs;
}

function ttlOf({ freshness, receivedAt }: StoredResponse, now: number): CacheStatus {
  if (freshness === undefined) return {};
  return { ttl: Math.floor((freshness.freshMs - (now - receivedAt)) / 1_000) };
}
