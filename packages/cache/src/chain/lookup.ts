import type { Entry } from "../entry.ts";
import { type State, stateOf } from "../freshness/state.ts";
import type { LayerKey } from "../layer.ts";

/** What the layers have under one key, as far as they were asked. A class for the same reason as {@link MadeEntry}. */
export class Lookup {
  readonly key: LayerKey;
  /** The best one: fresh before stale before expired, then the latest. Never a dead one. */
  entry: Entry | undefined = undefined;
  state: State = "dead";
  /** Which layer has it. -1: none. */
  at = -1;
  /** Layers that were asked and have nothing as good. */
  lacking: number[] = [];
  /**
   * The marks of removals and leases that stand in remote layers, by their places; what is missing is 0. `NaN`: it can't be told, so what
   * is loaded must not be written there.
   */
  removals: number[] | undefined = undefined;
  /** A layer could not be asked. */
  degraded = false;
  /** A lease that was asked for together with the look, and where its mark is noted. */
  foreseen: { readonly beside: Lookup; readonly answered: Promise<unknown> } | undefined = undefined;
  /** Of what is about to be loaded: when it began to be looked for, by `performance.now()`, in whole ms. */
  since = 0;
  /** The layer that keeps tags did not answer whether they still hold, or late: it is not asked again for the same call. */
  gaveUp = false;
  /** Until then something of what was found has to be waited for: whether its tags still hold, or its bytes are unpacked. */
  settling: Promise<unknown> | undefined = undefined;

  constructor(key: LayerKey) {
    this.key = key;
  }
}

/** To be filled in further, without changing the first. */
export function copyOf(lookup: Lookup): Lookup {
  const { lacking, removals } = lookup;
  const copy = Object.assign(new Lookup(lookup.key), lookup);
  copy.lacking = [...lacking];
  copy.removals = removals && [...removals];
  return copy;
}

/** Notes a mark: that there is none goes without saying. */
export function recall(lookup: Lookup, at: number, mark: number): void {
  if (mark === 0 && lookup.removals === undefined) return;
  lookup.removals ??= [];
  lookup.removals[at] = mark;
}

const RANK: Readonly<Record<State, number>> = { fresh: 3, stale: 2, expired: 1, dead: 0 };

/** A layer has been asked, and has `entry`, which is valid. */
export function consider(lookup: Lookup, entry: Entry | undefined, at: number, now: number): void {
  const state = entry === undefined ? "dead" : stateOf(entry, now);
  const { entry: best } = lookup;
  const ranks = RANK[state] - RANK[lookup.state];
  const better = state !== "dead" && (ranks > 0 || (ranks === 0 && entry!.createdAt > best!.createdAt));
  if (!better) {
    lookup.lacking.push(at);
    return;
  }
  if (lookup.at >= 0) lookup.lacking.push(lookup.at);
  lookup.entry = entry;
  lookup.state = state;
  lookup.at = at;
}
