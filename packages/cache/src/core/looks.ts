import type { Fences } from "../chain/fences.ts";
import type { Lookup } from "../chain/lookup.ts";
import type { Flights } from "../flight/flights.ts";
import type { Plan } from "../freshness/plan.ts";

/** How often anything had been removed so far, and loaded. */
export interface Moment {
  readonly closings: number;
  readonly landings: number;
  /** By `performance.now()`. */
  readonly at: number;
}

/** A look that took longer was as long as a call may wait for layers, or nearly so: there is no second one. */
const QUICK_MS = 50;

/** What the layers have of a key, as of when they were asked. */
export interface Look {
  readonly lookup: Lookup;
  readonly asked: Moment;
}

/** A look, and when it is answered. */
export interface Looking<G> extends Look {
  readonly answered: Promise<unknown>;
  /** What the call is given that looks, as its plan says; it may be given to others that want the same. */
  leads: { readonly plan: Plan; readonly got: Promise<G> } | undefined;
}

/** Asks the layers behind for keys, before anything is loaded: for all who ask for the same in one turn once. */
export class Looks<G> {
  private readonly read: (lookup: Lookup, plan: Plan) => Promise<unknown>;
  private readonly fences: Fences;
  private readonly flights: Pick<Flights<unknown>, "landings" | "hasLandedSince">;
  /** Those of this turn. A new map for each: the tables of an old one would keep for a while what was in them. */
  private ofTurn: Map<string, Looking<G>> | undefined = undefined;

  constructor(
    read: (lookup: Lookup, plan: Plan) => Promise<unknown>,
    fences: Fences,
    flights: Pick<Flights<unknown>, "landings" | "hasLandedSince">,
  ) {
    this.read = read;
    this.fences = fences;
    this.flights = flights;
  }

  now(): Moment {
    return {
      closings: this.fences.closings,
      landings: this.flights.landings,
      at: performance.now(),
    };
  }

  /** Whether what is there is what was there: nothing of it was removed since, nor was the key loaded. */
  isUpToDate(look: Look): boolean {
    const { key, entry } = look.lookup;
    const { closings } = look.asked;
    return !this.fences.hasClosedSince(closings, key.id, entry?.tags ?? []) && !this.hasLanded(look);
  }

  /** Whether a second look may find what the first has not: a value that was loaded since. */
  isWorthRepeating(look: Look): boolean {
    const isQuick = performance.now() - look.asked.at < QUICK_MS;
    return isQuick && !look.lookup.degraded && this.hasLanded(look);
  }

  /** The call of this turn that is given what another one with this plan is to be given too. */
  leaderOf(id: string, plan: Plan): Promise<G> | undefined {
    const looking = this.ofTurn?.get(id);
    return looking?.leads?.plan === plan && this.isUpToDate(looking) ? looking.leads.got : undefined;
  }

  /** A call with no ends of its own has begun. Only if it looks first, for all who ask, it leads. */
  lead(id: string, plan: Plan, got: Promise<G>): void {
    const looking = this.ofTurn?.get(id);
    if (looking !== undefined && looking.leads === undefined && plan.permits === 1)
      looking.leads = { plan, got };
  }

  once(lookup: Lookup, plan: Plan): Looking<G> {
    const { id } = lookup.key;
    const other = this.ofTurn?.get(id);
    if (other !== undefined && plan.layers === undefined && this.isUpToDate(other)) return other;
    const looking = { lookup, asked: this.now(), answered: this.read(lookup, plan), leads: undefined };
    // What single calls skip is not for others.
    if (plan.layers === undefined) this.inTurn().set(id, looking);
    return looking;
  }

  private inTurn(): Map<string, Looking<G>> {
    if (this.ofTurn === undefined) {
      this.ofTurn = new Map();
      process.nextTick(() => {
        this.ofTurn = undefined;
      });
    }
    return this.ofTurn;
  }

  private hasLanded({ lookup, asked }: Look): boolean {
    return this.flights.hasLandedSince(asked.landings, lookup.key.id);
  }
}
