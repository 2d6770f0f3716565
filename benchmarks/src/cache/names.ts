import type { Peer, Setup } from "./peer.ts";

type Open = (setup: Setup) => Promise<Peer>;

/** Each cache: the packages its users import, and its adapter, loaded only in the process that measures it. */
interface Cache {
  readonly packages: readonly string[];
  readonly open: Open;
}

export const OURS = "fairlead";
/** Ours with a hash for each entry: `layout: "hash"`. */
export const OURS_HASH = "fairlead-hash";
export const FLOOR_MAP = "floor-map";
export const FLOOR_CLIENT = "floor-client";

const BENTOCACHE: readonly string[] = [
  "bentocache",
  "bentocache/drivers/memory",
  "bentocache/drivers/redis",
  "ioredis",
];

/** A setting that is worth a measurement of its own makes a cache a second peer. */
export const CACHES: Readonly<Record<string, Cache>> = {
  [OURS]: {
    packages: ["fairlead-cache"],
    open: async (setup) => (await import("./peers/fairlead.ts")).open(setup),
  },
  [OURS_HASH]: {
    packages: ["fairlead-cache"],
    open: async (setup) => (await import("./peers/fairlead.ts")).open(setup, "hash"),
  },
  ...both("bentocache", BENTOCACHE, () => import("./peers/bentocache.ts")),
  ...both("cacheable", ["cacheable", "@keyv/redis"], () => import("./peers/cacheable.ts")),
  ...both(
    "cache-manager",
    ["cache-manager", "cacheable", "keyv", "@keyv/redis"],
    () => import("./peers/cache-manager.ts"),
  ),
  ...both("keyv", ["keyv", "@keyv/redis"], () => import("./peers/keyv.ts")),
  [FLOOR_MAP]: { packages: [], open: async () => (await import("./floors/map.ts")).open() },
  [FLOOR_CLIENT]: {
    packages: ["fairlead"],
    open: async (setup) => (await import("./floors/client.ts")).open(setup),
  },
};

/** What no cache undercuts, and ours in another setting: none of them is a rival. */
export const FLOORS: readonly string[] = [OURS_HASH, FLOOR_MAP, FLOOR_CLIENT];

/** Every product once, as it comes. */
export const PRODUCTS: readonly string[] = [OURS, "bentocache", "cacheable", "cache-manager", "keyv"];

/** Every product in both its settings. */
export const SETTINGS: readonly string[] = PRODUCTS.flatMap((name) =>
  name === OURS ? [name] : [name, tunedName(name)],
);

export function tunedName(name: string): string {
  return `${name}-tuned`;
}

function both(
  name: string,
  packages: readonly string[],
  adapter: () => Promise<{ open(setup: Setup, tuned: boolean): Promise<Peer> }>,
): Record<string, Cache> {
  return {
    [name]: { packages, open: async (setup) => (await adapter()).open(setup, false) },
    [tunedName(name)]: { packages, open: async (setup) => (await adapter()).open(setup, true) },
  };
}
