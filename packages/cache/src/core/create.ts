import { milliseconds } from "../duration.ts";
import { requireKnown } from "../known-options.ts";
import { Cache } from "./cache.ts";
import { Engine } from "./engine.ts";
import type { CacheOptions } from "./options.ts";
import { Removing } from "./removing.ts";
import { Setting } from "./setting.ts";
import { Sync } from "./sync.ts";

const KNOWN: Record<keyof CacheOptions, true> = {
  backend: true,
  name: true,
  defaults: true,
  tagLife: true,
  sync: true,
  offload: true,
  pruneEvery: true,
  clock: true,
  random: true,
};

/**
 * Makes a cache.
 *
 * ```ts
 * const cache = createCache({
 *   backend: compose(memory(), redis({ url: "redis://localhost" })),
 *   defaults: { ttl: "5m", staleIfError: "1h" },
 * });
 * const user = await cache.getOrSet(userKey({ id: "7" }), ({ signal }) => db.user("7", { signal }));
 * ```
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option that can't be. It connects to nothing: that comes with first use.
 */
export function createCache(options: CacheOptions): Cache {
  requireKnown(options, KNOWN);
  const engine = new Engine(options);
  const sync = new Sync(engine.chain, engine.name, options.sync ?? true);
  const every = milliseconds(options.pruneEvery ?? "1m", "pruneEvery");
  const removing = new Removing(engine, sync);
  const setting = new Setting(engine, sync, removing);
  const cache = new Cache({ engine, removing, setting, sync, closed: false }, []);
  if (every > 0 && engine.chain.locals.length > 0) engine.pruneEvery(every);
  return cache;
}
