import { channel } from "node:diagnostics_channel";
import {
  type Cache,
  CacheError,
  compose,
  createCache,
  decoded,
  type LocalLayer,
  memory,
  type RedisLayer,
  redis,
} from "fairlead-cache";
import { type CacheKeyUse, cacheKey } from "../keys.ts";
import type { Remnant } from "../model/history.ts";

/** The cache under test, as programs have it, with its layers at hand to look into. */
export class Stack {
  readonly cache: Cache;
  readonly #memory: LocalLayer = memory();
  readonly #redis: RedisLayer;
  readonly #name: string;
  readonly #onSync: (event: unknown) => void;

  /** `flushed` is called when it has emptied its memory, as it may have missed what others said. */
  constructor(name: string, url: string, prefix: string, flushed: () => void) {
    this.#redis = redis({ url, prefix });
    this.#name = name;
    this.#onSync = (event) => {
      const { cache, kind } = event as { readonly cache: string; readonly kind: string };
      if (cache === this.#name && kind === "missed") flushed();
    };
    channel("fairlead:cache:sync").subscribe(this.#onSync);
    const defaults = { ttl: "1m" } as const;
    this.cache = createCache({ name, backend: compose(this.#memory, this.#redis), defaults });
  }

  /** What each layer would serve of a key. A layer that can't tell is left out. */
  async holdings(process: number, use: CacheKeyUse): Promise<Remnant[]> {
    const key = cacheKey(use);
    const { layers } = await this.cache.inspect(key);
    const texts = [this.#memory.peek(key, Date.now())?.value, await this.#inRedis(use)];
    return layers.flatMap(({ layer, invalidated }, at) => {
      const text = texts[at];
      return text === undefined || invalidated ? [] : [{ process, layer, key: use.name, text: String(text) }];
    });
  }

  async close(): Promise<void> {
    channel("fairlead:cache:sync").unsubscribe(this.#onSync);
    await this.cache.close();
  }

  async #inRedis(use: CacheKeyUse): Promise<unknown> {
    const [found] = await this.#redis.read([cacheKey(use)], { timeoutMs: 2_000 });
    return found?.kind === "hit" ? decoded(this.#redis.codec, found.stored.value) : undefined;
  }
}

/** The code of an error, or its name. */
export function codeOf(error: unknown): string {
  if (error instanceof CacheError) return error.code;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
