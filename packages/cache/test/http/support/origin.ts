import { type HttpCache, type HttpCacheOptions, httpCache } from "../../../src/http/index.ts";
import type { Next } from "../../../src/http/site.ts";
import type { CacheLike } from "../../../src/http/store.ts";
import { compose, createCache, memory } from "../../../src/index.ts";
import { MapLayer } from "../../support/map-layer.ts";
import { FakeCache, ManualClock } from "./fake-cache.ts";

/** A fake cache; one that keeps JSON; the real one over memory; over memory and a remote layer that keeps JSON. */
export type Kind = "fake" | "json" | "real" | "layers";
export const KINDS: readonly Kind[] = ["fake", "json", "real", "layers"];

export const URL_A = "https://shop.example/items/7";

/** A response with a text and headers. */
export function reply(text: string | null, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(text, { status, headers });
}

export type Origin = (request: Request) => Response | Promise<Response>;

/** An origin with a number in its bodies, another one each time. */
export function counting(headers: Record<string, string>, status = 200): Origin {
  let count = 0;
  return () => reply(`${++count}`, headers, status);
}

/** An HTTP cache, and an origin that keeps what it is asked. */
export class Bench {
  readonly clock: ManualClock = new ManualClock();
  /** The fake cache; empty if there is a real one. */
  readonly cache: FakeCache;
  readonly #loads: Set<Promise<unknown>> = new Set();
  readonly http: HttpCache;
  /** What the origin has been asked. */
  readonly asked: Request[] = [];
  origin: Origin;

  constructor(origin: Origin, options: HttpCacheOptions = {}, kind: Kind = "fake") {
    this.origin = origin;
    this.cache = new FakeCache(this.clock, { json: kind === "json" });
    const store = kind === "real" || kind === "layers" ? this.#real(kind) : this.cache;
    this.http = httpCache(store, { name: "test", clock: this.clock, ...options });
  }

  /** A real cache whose defaults are of no good for HTTP, so that nothing may depend on them. */
  #real(kind: "real" | "layers"): CacheLike {
    const remote = new MapLayer({ clock: this.clock });
    const cache = createCache({
      backend: kind === "real" ? memory() : compose(memory(), remote),
      defaults: {
        ttl: "5m",
        stale: "1s",
        onStale: "revalidate",
        staleIfError: "1h",
        jitter: 0.5,
        write: "await",
      },
      clock: this.clock,
    });
    return {
      get: (key) => cache.get(key),
      set: (key, value, policy) => cache.set(key, value, policy),
      delete: (key) => cache.delete(key),
      fetch: (key, loader, policy) => cache.fetch(key, (context) => this.#watched(loader(context)), policy),
    };
  }

  #watched<T>(loading: T | Promise<T>): Promise<T> {
    const load = Promise.resolve(loading);
    const end: Promise<unknown> = load.then(
      () => this.#loads.delete(end),
      () => this.#loads.delete(end),
    );
    this.#loads.add(end);
    return load;
  }

  readonly next: Next = async (request) => {
    this.asked.push(request);
    return this.origin(request);
  };

  ask(given: string | Request = URL_A, init: RequestInit = {}): Promise<Response> {
    return this.http(given instanceof Request ? given : new Request(given, init), this.next);
  }

  /** Asks, and reads all of the answer. */
  async read(given: string | Request = URL_A, init: RequestInit = {}): Promise<Answer> {
    const answer = await answerOf(await this.ask(given, init));
    await this.settled();
    return answer;
  }

  /** Once nothing goes on behind answers. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#loads.size > 0) await Promise.all(this.#loads);
    while (this.cache.background.size > 0) await Promise.all(this.cache.background);
    // A body that has been read is stored a few turns later.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cache: string | null;
  readonly age: string | null;
  readonly headers: Headers;
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return {
    status,
    text: await response.text(),
    cache: headers.get("cache-status"),
    age: headers.get("age"),
    headers,
  };
}

/** Resolves once a condition holds: checked whenever the event loop comes round. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
