import type { SlotRange } from "fairlead-harness";

/** A key and how the load uses it. */
export interface LoadKey {
  readonly key: string;
  /** A register is `SET`, a counter `INCR`, a list `RPUSH`, a queue `RPUSH` and `BLPOP`. */
  readonly kind: "register" | "counter" | "list" | "queue";
  /** Index of the shard that owns it when the load begins. */
  readonly shard: number;
  /** Its writes are declared idempotent. Registers only. */
  readonly idempotent: boolean;
  /** A counter's value before the load: far from every other's, so that no other's reply can pass for one. */
  readonly base: number;
}

/** A name that could be a key, and its slot. */
export interface Candidate {
  readonly name: string;
  readonly slot: number;
}

/** What a shard gets of each kind of key; the last register is the idempotent one. */
const PER_SHARD = { register: 4, counter: 2, list: 2, queue: 2 } as const;
const BASES_APART = 1_000_000;

/** Names to choose keys from: all new, since `prefix` is. Enough of them for keys in a narrow range of slots. */
export function candidateNames(prefix: string): string[] {
  return Array.from({ length: 400 }, (_, n) => `${prefix}:${n}`);
}

/**
 * Gives each shard keys of each kind. Half of them lie in `focus` (slots on which something is going to happen)
 * where the shard owns any of these.
 * @throws {Error} if a shard owns too few of the candidates.
 */
export function chooseKeys(
  candidates: readonly Candidate[],
  shards: readonly (readonly SlotRange[])[],
  focus: ReadonlySet<number>,
): LoadKey[] {
  return shards.flatMap((ranges, shard) => {
    const own = candidates.filter(({ slot }) =>
      ranges.some(([first, last]) => first <= slot && slot <= last),
    );
    const inside = own.filter(({ slot }) => focus.has(slot));
    const outside = own.filter(({ slot }) => !focus.has(slot));
    return PLACES.map(({ kind, n }, place) => {
      const [first, second] = n % 2 === 0 ? [inside, outside] : [outside, inside];
      const key = (first.shift() ?? second.shift())?.name;
      if (key === undefined) throw new Error(`shard ${shard} owns too few of the names`);
      const idempotent = kind === "register" && n === PER_SHARD.register - 1;
      const base = kind === "counter" ? (shard * PLACES.length + place + 1) * BASES_APART : 0;
      return { key, kind, shard, idempotent, base };
    });
  });
}

/** What each shard gets: the nth of a kind. */
const PLACES = (["register", "counter", "list", "queue"] as const).flatMap((kind) =>
  Array.from({ length: PER_SHARD[kind] }, (_, n) => ({ kind, n })),
);
