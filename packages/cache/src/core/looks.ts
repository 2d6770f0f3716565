import type { Lookup } from "../chain/lookup.ts";
import type { Plan } from "../freshness/plan.ts";

/** How often anything had been removed so far, and loaded. */
export interface Moment {
  readonly closings: number;
  readonly landings: number;
}

/** What the layers have of a key, as of when they were asked. */
export interface Look {
  readonly lookup: Lookup;
  readonly asked: Moment;
}

/** A look, and when it is answered. */
export interface Looking extends Look {
  readonly answered: Promise<unknown>;
}

/** Asks the layers behind for keys, before anything is loaded: for all who ask for the same in one turn once. */
export class Looks {
  private readonly read: (lookup: Lookup, plan: Plan) => Promise<unknown>;
  readonly now: () => Moment;
  /** Those of this turn. A new map for each: the tables of an old one would keep for a while what was in them. */
  private ofTurn: Map<string, Looking> | undefined = undefined;

  constructor(read: (lookup: Lookup, plan: Plan) => Promise<unknown>, now: () => Moment) {
    this.read = read;
    this.now = now;
  }

  /** Whether nothing was removed since, nor loaded: what is there may be something else by now. */
  isUpToDate<L extends Look>(look: L | undefined): look is L {
    if (look === undefined) return false;
    const { closings, landings } = this.now();
    return look.asked.closings === closings && look.asked.landings === landings;
  }

  once(lookup: Lookup, plan: Plan): Looking {
    const { id } = lookup.key;
    const other = this.ofTurn?.get(id);
    if (this.isUpToDate(other) && plan.layers === undefined) return other;
    const looking = { lookup, asked: this.now(), answered: this.read(lookup, plan) };
    // What single calls skip is not for others.
    if (plan.layers === undefined) this.inTurn().set(id, looking);
    return looking;
  }

  private inTurn(): Map<string, Looking> {
    if (this.ofTurn === undefined) {
      this.ofTurn = new Map();
      process.nextTick(() => {
        this.ofTurn = undefined;
      });
    }
    return this.ofTurn;
  }
}
