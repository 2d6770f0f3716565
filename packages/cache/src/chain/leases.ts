import { CacheError } from "../errors.ts";
import { Gatherer } from "./gatherer.ts";
import { type Lookup, lookupOf, recall } from "./lookup.ts";
import type { Remote } from "./remote.ts";
import type { LayerPlans, Tier } from "./tier.ts";

/** A layer that leases keys, and its place. */
interface Lessor {
  readonly at: number;
  readonly remote: Remote;
  readonly gatherer: Gatherer;
}

/**
 * Leases keys before they are loaded: where nothing stands, nothing could tell a `clear` of another process that a value is on its way. Who
 * has no lease does not write there.
 */
export class Leases {
  private readonly lessors: readonly Lessor[];

  /** A layer that tells of all changes would tell of leases too, as if what is on its way had been removed: none are taken there. */
  constructor(tiers: readonly Tier[]) {
    this.lessors = tiers.flatMap((tier, at): Lessor[] => {
      if (tier.kind === "local" || tier.layer.lease === undefined || tier.layer.changes !== undefined)
        return [];
      return [{ at, remote: tier, gatherer: new Gatherer((lookups) => lease(lookups, tier, at)) }];
    });
  }

  /** Of a key that was looked for and is about to be loaded. What has to be waited for before that, if anything. */
  take(lookup: Lookup, plans: LayerPlans): Promise<unknown> | undefined {
    let waiting: Promise<unknown> | undefined;
    for (const { at, remote, gatherer } of this.lessors) {
      if (plans?.get(remote.label)?.skip === true || isGuarded(lookup, at)) continue;
      if (lookup.gaveUp || lookup.tookMs > remote.patienceMs) {
        recall(lookup, at, Number.NaN);
        void gatherer.read(lookupOf(lookup.key)); // for the load after this one
      } else {
        const leased = gatherer.read(lookup);
        waiting = waiting === undefined ? leased : Promise.all([waiting, leased]);
      }
    }
    return waiting;
  }
}

/** Whether a removal leaves another mark there than was seen, or the layer can't be written to anyway. */
function isGuarded(lookup: Lookup, at: number): boolean {
  return lookup.at === at || (lookup.removals?.[at] ?? 0) !== 0;
}

async function lease(lookups: readonly Lookup[], remote: Remote, at: number): Promise<void> {
  const marks = await remote.lease(lookups.map(({ key }) => key));
  for (const [index, mark] of marks.entries()) {
    recall(lookups[index]!, at, mark instanceof CacheError ? Number.NaN : mark);
  }
}
