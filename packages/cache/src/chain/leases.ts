import { CacheError } from "../errors.ts";
import { Gatherer } from "./gatherer.ts";
import { Lookup, recall } from "./lookup.ts";
import type { Remote } from "./remote.ts";
import type { LayerPlans, Tier } from "./tier.ts";

/** A layer that leases keys, and its place. */
interface Lessor {
  readonly at: number;
  readonly remote: Remote;
  readonly gatherer: Gatherer;
}

/** After so many looks in a row that found nothing the next one is expected to find nothing either. */
const VAIN_LOOKS = 4;

/**
 * Leases keys before they are loaded: where nothing stands, nothing could tell a `clear` of another process that a value is on its way. Who
 * has no lease does not write there.
 */
export class Leases {
  private readonly lessors: readonly Lessor[];
  private vain = 0;

  /** A layer that tells of all changes would tell of leases too, as if what is on its way had been removed: none are taken there. */
  constructor(tiers: readonly Tier[]) {
    this.lessors = tiers.flatMap((tier, at): Lessor[] => {
      if (tier.kind === "local" || tier.layer.lease === undefined || tier.layer.changes !== undefined)
        return [];
      return [{ at, remote: tier, gatherer: new Gatherer((lookups) => lease(lookups, tier, at)) }];
    });
  }

  /** A look before a load has ended. */
  looked(inVain: boolean): void {
    this.vain = inVain ? this.vain + 1 : 0;
  }

  /** Asks for the lease together with the look, which saves a round trip, if that one is expected to find nothing. */
  foresee(lookup: Lookup, plans: LayerPlans): void {
    const [lessor, ...others] = this.lessors;
    if (this.vain < VAIN_LOOKS || lessor === undefined || others.length > 0) return;
    if (plans !== undefined || lookup.foreseen !== undefined) return;
    const beside = new Lookup(lookup.key);
    lookup.foreseen = { beside, answered: lessor.gatherer.read(beside) };
  }

  /** Of a key that was looked for and is about to be loaded. What has to be waited for before that, if anything. */
  take(lookup: Lookup, plans: LayerPlans): Promise<unknown> | undefined {
    let waiting: Promise<unknown> | undefined;
    for (const lessor of this.lessors) {
      if (plans?.get(lessor.remote.label)?.skip === true || isGuarded(lookup, lessor.at)) continue;
      const leased = this.takeFrom(lessor, lookup);
      if (leased !== undefined) waiting = waiting === undefined ? leased : Promise.all([waiting, leased]);
    }
    return waiting;
  }

  private takeFrom({ at, remote, gatherer }: Lessor, lookup: Lookup): Promise<unknown> | undefined {
    const { foreseen } = lookup;
    const early = foreseen?.beside.removals?.[at];
    if (early !== undefined) {
      recall(lookup, at, early);
      return undefined;
    }
    if (lookup.gaveUp || performance.now() - lookup.since > remote.patienceMs) {
      recall(lookup, at, Number.NaN);
      // For the load after this one.
      if (!lookup.gaveUp && foreseen === undefined) void gatherer.read(new Lookup(lookup.key));
      return undefined;
    }
    if (foreseen === undefined) return gatherer.read(lookup);
    return foreseen.answered.then(() => recall(lookup, at, foreseen.beside.removals?.[at] ?? 0));
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
