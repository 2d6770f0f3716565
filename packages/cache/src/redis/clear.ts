import { CacheError } from "../errors.ts";
import type { Asker } from "./asker.ts";
import { TimedOut } from "./failure.ts";
import { literal } from "./glob.ts";
import type { Layout } from "./layout.ts";
import { TAG_MARK } from "./tag-store.ts";

/**
 * Removes all entries whose keys begin with `prefix` and `range`; gives how many there were. Each leaves its mark, as by a
 * removal. What is no entry is left alone.
 * @throws what kept it from going on: until then it has removed some.
 */
export async function clearRange(
  asker: Asker,
  layout: Layout,
  prefix: string,
  range: string,
  timeoutMs: number,
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  const left = (): number => {
    const ms = deadline - performance.now();
    if (ms > 0) return ms;
    throw new TimedOut(`not all keys were removed within ${timeoutMs} ms`);
  };
  const refusal = asker.refusal(timeoutMs);
  if (refusal !== undefined) throw refusal;
  let count = 0;
  for await (const group of asker.redis.keys(`${literal(prefix + range)}*`, left())) {
    const keys = entryKeys(group, prefix);
    const requests = keys.map((key) => layout.remove(key, true));
    for (const answer of await asker.ask(requests, { timeoutMs: left() }, true)) {
      if (answer instanceof CacheError) throw answer;
      if (answer === 1) count++;
    }
    left();
  }
  return count;
}

/** The texts of the keys that are no tag's. */
export function entryKeys(group: readonly Uint8Array[], prefix: string): string[] {
  return group.map(textOf).filter((key) => !key.startsWith(TAG_MARK, prefix.length));
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();
}
