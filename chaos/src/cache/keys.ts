import { type CacheKey, defineKey, type KeyRange, readable } from "fairlead-cache";
import type { Candidate } from "../load/keys.ts";

/** What is done to keys of a family, so that every older value is one that must not come back. */
export type CacheKeyKind =
  /** `delete` and `deleteMany` by any process. */
  | "gone"
  /** `set` and `delete` by one process only, one after the other: of two at once neither is the newer. */
  | "put"
  /** `invalidateTag`. */
  | "tagged"
  /** `clear` of the family. */
  | "cleared"
  /** Nothing: its values are short-lived, and loaded again and again. */
  | "still";

export interface CacheKeyUse {
  readonly kind: CacheKeyKind;
  readonly id: number;
  /** In histories. */
  readonly name: string;
  /** Of `put`: the process that sets it. */
  readonly owner: number;
  readonly tag: string;
}

const COUNTS: Readonly<Record<CacheKeyKind, number>> = { gone: 12, put: 12, tagged: 9, cleared: 8, still: 6 };
const KINDS = Object.keys(COUNTS) as CacheKeyKind[];
const TAGS = 3;
const CANDIDATES = 150;

const families = Object.fromEntries(
  KINDS.map((kind) => [kind, defineKey<string, { id: number }>(kind)]),
) as Record<CacheKeyKind, ReturnType<typeof defineKey<string, { id: number }>>>;

/** The key as the cache knows it. */
export function cacheKey({ kind, id }: Pick<CacheKeyUse, "kind" | "id">): CacheKey<string> {
  return families[kind]({ id });
}

/** All keys that are cleared at once. */
export const CLEARED: KeyRange = families.cleared.all;

/** As it stands in Redis. */
function redisKey(prefix: string, use: Pick<CacheKeyUse, "kind" | "id">): string {
  return prefix + readable.key(cacheKey(use));
}

/** What keys can be chosen from, as they stand in Redis. */
export function cacheCandidates(prefix: string): string[] {
  return KINDS.flatMap((kind) =>
    Array.from({ length: CANDIDATES }, (_, id) => redisKey(prefix, { kind, id })),
  );
}

/** Chooses keys of each kind, every second of them in `focus`: slots on which something is going to happen. */
export function chooseCacheKeys(
  prefix: string,
  candidates: readonly Candidate[],
  focus: ReadonlySet<number>,
  processes: number,
): CacheKeyUse[] {
  const slots = new Map(candidates.map(({ name, slot }) => [name, slot]));
  return KINDS.flatMap((kind) => {
    const ids = Array.from({ length: CANDIDATES }, (_, id) => id);
    const isInside = (id: number): boolean => focus.has(slots.get(redisKey(prefix, { kind, id }))!);
    const inside = ids.filter(isInside);
    const outside = ids.filter((id) => !isInside(id));
    return Array.from({ length: COUNTS[kind] }, (_, n): CacheKeyUse => {
      const [first, second] = n % 2 === 0 ? [inside, outside] : [outside, inside];
      const id = first.shift() ?? second.shift()!;
      return { kind, id, name: `${kind}:${id}`, owner: n % processes, tag: `t${n % TAGS}` };
    });
  });
}
