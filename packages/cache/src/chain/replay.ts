import { CacheError } from "../errors.ts";
import type { KeyRange, LayerKey, RemoteLayer } from "../layer.ts";
import { isOutage } from "./answers.ts";
import type { Pending } from "./pending.ts";

/** Keys, ranges and tags, with the stamps that these have now, that a layer was told late. */
export interface Amends {
  readonly tags: readonly (readonly [string, number])[];
  readonly keys: readonly LayerKey[];
  readonly ranges: readonly KeyRange[];
  /** It did, or refused, everything that was pending when it began. What it refuses stays pending, but it is not away. */
  readonly complete: boolean;
}

/** What other processes have not been told yet. */
export interface Bulletin {
  owes(): boolean;
  /** Says it, as far as that goes. */
  say(): Promise<void>;
}

/** How long a layer may take, in ms. */
interface Times {
  readonly writeMs: number;
  readonly clearMs: number;
}

/** Tells a layer again what it missed, and gives what of that it has done now. What it misses meanwhile stays pending. */
export async function replay(
  layer: RemoteLayer,
  pending: Pending,
  { writeMs, clearMs }: Times,
): Promise<Amends> {
  const context = { timeoutMs: writeMs };
  const tags: (readonly [string, number])[] = [];
  const keys: LayerKey[] = [];
  const { ranges, away } = await clear(layer, pending, clearMs);
  if (away) return { tags, keys, ranges, complete: false };
  const missed = [...pending.keys.values()];
  const removed = missed.length === 0 ? [] : await layer.remove(missed, context);
  for (const [at, key] of missed.entries()) {
    if (removed[at] instanceof CacheError) continue;
    keys.push(key);
    if (pending.keys.get(key.id) === key) pending.keys.delete(key.id);
  }
  const answers: unknown[] = [...removed];
  for (const [tag, life] of [...pending.tags]) {
    const [stamp] = (await layer.tags?.invalidate([tag], life.ms, context)) ?? [];
    answers.push(stamp);
    if (typeof stamp !== "number") continue;
    tags.push([tag, stamp]);
    if (pending.tags.get(tag) === life) pending.tags.delete(tag);
  }
  return { tags, keys, ranges, complete: !answers.some(isOutage) };
}

/** The ranges that it has cleared now, and whether it was away for another one: then it is asked for no more. */
async function clear(
  layer: RemoteLayer,
  pending: Pending,
  timeoutMs: number,
): Promise<{ readonly ranges: readonly KeyRange[]; readonly away: boolean }> {
  const ranges: KeyRange[] = [];
  for (const range of pending.ranges) {
    const cleared = await layer.clear(range, { timeoutMs });
    if (isOutage(cleared)) return { ranges, away: true };
    if (cleared instanceof CacheError) continue;
    pending.ranges = pending.ranges.filter((one) => one !== range);
    ranges.push(range);
  }
  return { ranges, away: false };
}
