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
  private readonly hasChanged: (id: string, since: Moment) => boolean;
  /** Those of this turn. A new map for each: the tables of an old one would keep for a while what was in them. */
  private ofTurn: Map<string, Looking> | undefined = undefined;

  /** `hasChanged`: whether anything was removed since, or the key loaded. */
  constructor(
    read: (lookup: Lookup, plan: Plan) => Promise<unknown>,
    now: () => Moment,
    hasChanged: (id: string, since: Moment) => boolean,
  ) {
    this.read = read;
    this.now = now;
    this.hasChanged = hasChanged;
  }

  /** Whether what is there is what was there. */
  isUpToDate({ lookup, asked }: Look): boolean {
    return !this.hasChanged(lookup.key.id, asked);
  }

  once(lookup: Lookup, plan: Plan): Looking {
    const { id } = lookup.key;
    const other = this.ofTurn?.get(id);
    if (other !== undefined && plan.layers === undefined && this.isUpToDate(other)) return other;
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
