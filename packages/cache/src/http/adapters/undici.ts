import { Writable } from "node:stream";
import { CacheUsageError } from "../../errors.ts";
import { defineKey, type KeyFamily, type Params } from "../../key.ts";
import type { CacheLike } from "../store.ts";
import { covers, digest, indexOver } from "../variant.ts";
import { isIndex, readEntry, UndiciEntry, type UndiciStored, type UndiciValue } from "./undici-entry.ts";

type Fields = Readonly<Record<string, string | string[] | null | undefined>>;

/** A request, as undici tells a store. */
export interface UndiciKey {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Fields;
}

/** What undici's `interceptors.cache` takes as its `store`. */
export interface UndiciCacheStore {
  get(
    key: UndiciKey,
  ): Promise<(UndiciValue & { body: Buffer[]; cacheControlDirectives: object }) | undefined>;
  createWriteStream(key: UndiciKey, value: UndiciValue): Writable | undefined;
  delete(key: UndiciKey): Promise<void>;
}

const KEY: KeyFamily<UndiciStored, Params> = defineKey("undici", { version: 1 });
const VARIANT: KeyFamily<UndiciStored, Params> = defineKey("undici-variant", { version: 1 });
/** Those that undici may store responses to. */
const METHODS = ["GET", "HEAD", "OPTIONS", "TRACE"] as const;
const DEFAULT_MAX_BYTES = 1_048_576;

/**
 * A store for undici's `interceptors.cache`: undici decides by RFC 9111, the cache keeps. Responses to the different values of
 * headers in `Vary` are kept beside one another; larger ones than `maxBytes` (default 1,048,576) are not.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` if `maxBytes` is no number of bytes.
 */
export function undiciCacheStore(
  cache: CacheLike,
  options: { readonly maxBytes?: number } = {},
): UndiciCacheStore {
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `maxBytes is no number of bytes: ${maxBytes}`);
  }
  return {
    async get(key) {
      const found = await cache.get(baseOf(key));
      const entry = readEntry(isIndex(found) ? await cache.get(variantOf(key, found)) : found);
      return (
        entry && {
          ...entry.head,
          cacheControlDirectives: entry.head.cacheControlDirectives ?? {},
          body: [entry.body],
        }
      );
    },
    createWriteStream: (key, value) =>
      collecting(maxBytes, (body) => put(cache, key, new UndiciEntry(value, body))),
    async delete(key) {
      const methods = new Set([key.method, ...METHODS]);
      await Promise.all([...methods].map((method) => cache.delete(baseOf({ ...key, method }))));
    },
  };
}

async function put(cache: CacheLike, key: UndiciKey, entry: UndiciEntry): Promise<void> {
  // undici tells by these times what is fresh: the cache only has to let go of it in the end.
  const policy = { ttl: Math.max(0, entry.head.deleteAt - Date.now()), jitter: 0 };
  const names = Object.keys(entry.head.vary ?? {}).map((name) => name.toLowerCase());
  const found = await cache.get(baseOf(key));
  if (names.length === 0 && !isIndex(found)) {
    await cache.set<UndiciStored>(baseOf(key), entry, policy);
    return;
  }
  const isEnough = isIndex(found) && covers(found, names);
  const index = isEnough ? found : indexOver(names, isIndex(found) ? found : undefined);
  await cache.set<UndiciStored>(variantOf(key, index), entry, policy);
  if (!isEnough) await cache.set<UndiciStored>(baseOf(key), index, { ttl: "30d", jitter: 0 });
}

function baseOf({ origin, method, path }: UndiciKey): ReturnType<typeof KEY> {
  return KEY({ origin, method, path });
}

function variantOf(
  { origin, method, path, headers = {} }: UndiciKey,
  { vary, generation }: { readonly vary: readonly string[]; readonly generation: string },
): ReturnType<typeof KEY> {
  const variant = digest(JSON.stringify(vary.map((name) => headers[name] ?? null)));
  return VARIANT({ origin, method, path, generation, variant });
}

/** Collects a body, and gives it to `keep` when it is whole. */
function collecting(maxBytes: number, keep: (body: Buffer) => Promise<void>): Writable {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks = [];
      done();
    },
    final(done) {
      if (bytes > maxBytes) return done();
      // A body that can't be kept is none of the reader's worries.
      keep(Buffer.concat(chunks)).then(
        () => done(),
        () => done(),
      );
    },
  });
}
