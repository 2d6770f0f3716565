import { CacheError } from "../errors.ts";
import type { Asker } from "./asker.ts";
import { TimedOut } from "./failure.ts";
import { literal } from "./glob.ts";
import type { Layout } from "./layout.ts";
import { LOCK_MARK } from "./lock-store.ts";
import { TAG_MARK } from "./tag-store.ts";

/**
 * The keys that begin with `prefix` and `range`, without `prefix`, in groups. Each step may take `timeoutMs`: who reads them may take
 * any time.
 * @throws what kept it from going on.
 */
export async function* listRange(
  asker: Asker,
  prefix: string,
  range: string,
  timeoutMs: number,
): AsyncGenerator<readonly string[]> {
  const refusal = asker.refusal(timeoutMs);
  if (refusal !== undefined) throw refusal;
  for await (const group of asker.redis.keys(`${literal(prefix + range)}*`, Infinity, timeoutMs)) {
    const names = group.map((key) => textOf(key).slice(prefix.length));
    yield names.filter((name) => !name.startsWith(TAG_MARK) && !name.startsWith(LOCK_MARK));
  }
}

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
    // Tags' stamps are among them too. As all that is no entry, they are left alone.
    const requests = group.map((key) => layout.remove(textOf(key), true));
    for (const answer of await asker.ask(requests, { timeoutMs: left() }, true)) {
      if (answer instanceof CacheError) throw answer;
      if (answer === 1) count++;
    }
    left();
  }
  return count;
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();
}
