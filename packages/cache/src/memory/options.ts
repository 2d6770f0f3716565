import { CacheUsageError } from "../errors.ts";

/** Options of {@link memory}. */
export interface MemoryOptions {
  /** In metrics, and where a value came from. Default `"memory"`. */
  readonly label?: string;
  /** At most so many entries, 1 to 16 million. Default `10000`, or 16 million where `maxBytes` is given. */
  readonly maxEntries?: number;
  /** At most so many bytes, as `sizeOf` counts them. Default: no limit. */
  readonly maxBytes?: number;
  /** An entry of more bytes is not kept. Default: a quarter of `maxBytes`, or no limit without that. */
  readonly maxEntryBytes?: number;
  /**
   * How many bytes a value counts. If it throws, or gives no number from 0 on, the value is not kept. Default: an estimate of the
   * memory that the entry takes, with its key and its tags; made only if `maxBytes` or `maxEntryBytes` is given.
   */
  readonly sizeOf?: (value: unknown) => number;
  /**
   * What is kept of a value, and given out. Default `"reference"`.
   *
   * - `"reference"`: the very object, at no cost: who changes it changes it for all;
   * - `"clone"`: copies by `structuredClone`, made at each write and each read. What can't be copied is not kept;
   * - `"freeze"`: the very object; its arrays and plain objects are frozen, so that a change throws.
   */
  readonly store?: "reference" | "clone" | "freeze";
  /**
   * Who goes when there is no room. Default `"frequency"`.
   *
   * - `"frequency"`: who was not asked for again since it came, or not of late: a scan of many keys leaves the others alone;
   * - `"recency"`: who was not used for longest.
   */
  readonly eviction?: "frequency" | "recency";
}

/** The defaults that the comments of {@link MemoryOptions} name. */
export const DEFAULTS = {
  label: "memory",
  maxEntries: 10_000,
  store: "reference",
  eviction: "frequency",
} as const;

/** No Map holds many more. */
const MOST_ENTRIES = 16_000_000;
const ENTRY_SHARE = 0.25;

/** Options with every choice made. */
export interface MemorySettings {
  readonly label: string;
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly maxEntryBytes: number;
  readonly sizeOf: MemoryOptions["sizeOf"];
  /** Whether bytes are counted at all. */
  readonly counted: boolean;
  readonly store: "reference" | "clone" | "freeze";
  readonly eviction: "frequency" | "recency";
}

const NAMES: readonly string[] = [
  "label",
  "maxEntries",
  "maxBytes",
  "maxEntryBytes",
  "sizeOf",
  "store",
  "eviction",
] satisfies (keyof MemoryOptions)[];

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option that is unknown or out of range. */
export function resolveMemory(options: MemoryOptions): MemorySettings {
  for (const name in options) {
    if (!NAMES.includes(name)) throw wrong(`no option of the memory layer: "${name}"`);
  }
  const { label = DEFAULTS.label, store = DEFAULTS.store, eviction = DEFAULTS.eviction, sizeOf } = options;
  const maxBytes = limit("maxBytes", options.maxBytes, Number.POSITIVE_INFINITY);
  const maxEntryBytes = limit("maxEntryBytes", options.maxEntryBytes, Math.ceil(maxBytes * ENTRY_SHARE));
  const byCount = maxBytes === Number.POSITIVE_INFINITY;
  const maxEntries = limit("maxEntries", options.maxEntries, byCount ? DEFAULTS.maxEntries : MOST_ENTRIES);
  if (typeof label !== "string" || label === "") throw wrong("label must be a text that isn't empty");
  if (!Number.isInteger(maxEntries) || maxEntries > MOST_ENTRIES) {
    throw wrong(`maxEntries must be a whole number from 1 to ${MOST_ENTRIES}`);
  }
  if (maxEntryBytes > maxBytes) throw wrong("maxEntryBytes is above maxBytes");
  if (sizeOf !== undefined && typeof sizeOf !== "function") throw wrong("sizeOf must be a function");
  oneOf("store", store, ["reference", "clone", "freeze"]);
  oneOf("eviction", eviction, ["frequency", "recency"]);
  const counted =
    sizeOf !== undefined || options.maxBytes !== undefined || options.maxEntryBytes !== undefined;
  return { label, maxEntries, maxBytes, maxEntryBytes, sizeOf, counted, store, eviction };
}

function limit(name: string, given: number | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (typeof given !== "number" || !(given >= 1)) throw wrong(`${name} must be a number from 1 on`);
  return given;
}

function oneOf(name: string, given: string, names: readonly string[]): void {
  if (!names.includes(given)) throw wrong(`${name} must be one of ${names.join(", ")}`);
}

function wrong(message: string): CacheUsageError {
  return new CacheUsageError("ERR_CACHE_OPTION", message);
}
