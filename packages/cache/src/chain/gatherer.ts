import type { Lookup } from "./lookup.ts";

/** Lookups that are about to be read together. */
interface Gathering {
  readonly lookups: Lookup[];
  readonly read: Promise<unknown>;
}

/** Reads together what is asked for one by one in the same turn: one request costs less than many. */
export class Gatherer {
  private readonly readAll: (lookups: readonly Lookup[]) => Promise<unknown>;
  private gathering: Gathering | undefined = undefined;

  constructor(readAll: (lookups: readonly Lookup[]) => Promise<unknown>) {
    this.readAll = readAll;
  }

  /** One promise for all of the turn. */
  read(lookup: Lookup): Promise<unknown> {
    this.gathering ??= this.begin();
    this.gathering.lookups.push(lookup);
    return this.gathering.read;
  }

  private begin(): Gathering {
    const lookups: Lookup[] = [];
    const read = new Promise<unknown>((resolve) => {
      process.nextTick(() => {
        this.gathering = undefined;
        resolve(this.readAll(lookups));
      });
    });
    return { lookups, read };
  }
}
