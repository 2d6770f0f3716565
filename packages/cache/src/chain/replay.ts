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
  const keys: LayerKey[] = [];
  const ranges: KeyRange[] = [];
  let complete = true;
  for (const range of pending.ranges) {
    const cleared = await layer.clear(range, { timeoutMs: clearMs });
    if (isOutage(cleared)) return { tags: [], keys, ranges, complete: false };
    if (cleared instanceof CacheError) continue;
    pending.ranges = pending.ranges.filter((one) => one !== range);
    ranges.push(range);
  }
  const missed = [...pending.keys.values()];
  const removed = missed.length === 0 ? [] : await layer.remove(missed, context);
  for (const [at, key] of missed.entries()) {
    if (removed[at] instanceof CacheError) {
      complete &&= !isOutage(removed[at]);
      continue;
    }
    keys.push(key);
    if (pending.keys.get(key.id) === key) pending.keys.delete(key.id);
  }
  const invalidated = await replayTags(layer, pending, context);
  return { keys, ranges, tags: invalidated.tags, complete: complete && invalidated.complete };
}

async function replayTags(
  layer: RemoteLayer,
  pending: Pending,
  context: { readonly timeoutMs: number },
): Promise<Pick<Amends, "tags" | "complete">> {
  const tags: (readonly [string, number])[] = [];
  let complete = true;
  for (const [tag, life] of [...pending.tags]) {
    const [stamp] = (await layer.tags?.invalidate([tag], life.ms, context)) ?? [];
    if (typeof stamp !== "number") {
      complete &&= !isOutage(stamp);
      continue;
    }
    tags.push([tag, stamp]);
    if (pending.tags.get(tag) === life) pending.tags.delete(tag);
  }
  return { tags, complete };
}
