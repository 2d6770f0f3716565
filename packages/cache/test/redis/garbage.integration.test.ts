import { getHeapSpaceStatistics } from "node:v8";
import { startServer } from "fairlead-harness";
import { expect, it } from "vitest";
import { type Cache, createCache, defineKey, redis } from "../../src/index.ts";

const AT_ONCE = 500;
const KEYS = 20_000;
/** Keys that are read at once, or one after the other, by each of those who read. */
const BULK = 100;
const READS = 150_000;

const key = defineKey<object, { id: string }>("item");
const keyAt = (at: number) => key({ id: String(at).padStart(8, "0") });

/** Bytes that lie with what lives long. */
function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space")!.space_used_size;
}

const READERS: Record<string, (cache: Cache, from: number) => Promise<unknown>> = {
  get: async (cache, from) => {
    for (let at = from; at < from + BULK; at++) await cache.get(keyAt(at % KEYS));
  },
  getOrSet: async (cache, from) => {
    for (let at = from; at < from + BULK; at++) await cache.getOrSet(keyAt(at % KEYS), () => ({}));
  },
  getMany: (cache, from) => cache.getMany(Array.from({ length: BULK }, (_, at) => keyAt((from + at) % KEYS))),
};

it.each(Object.keys(READERS))(
  "what was read dies young, also after many values were written at once: %s",
  async (how) => {
    const server = await startServer();
    const cache = createCache({ backend: redis({ url: server.url }), defaults: { ttl: "1h" } });
    const note = "in the morning, never on a Friday ".repeat(10);
    for (let from = 0; from < KEYS; from += AT_ONCE) {
      const some = Array.from({ length: AT_ONCE }, (_, at) => from + at);
      await Promise.all(some.map((at) => cache.set(keyAt(at), { at, note })));
    }
    let reads = 0;
    let grown = 0;
    let before = 0;
    const read = async (): Promise<void> => {
      while (reads < READS) {
        reads += BULK;
        await READERS[how]!(cache, reads);
        const now = oldBytes();
        // What a large collection takes away in between is no matter; nor are the first reads, while code is compiled.
        if (reads > READS / 3) grown += Math.max(0, now - before);
        before = now;
      }
    };
    await Promise.all(Array.from({ length: how === "getMany" ? 10 : 100 }, read));
    await cache.close();
    await server.close();
    expect(grown / READS).toBeLessThan(50);
  },
);
