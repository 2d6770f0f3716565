import type { Arg } from "fairlead-resp";
import { slotOf } from "./slot.ts";

/** The part of a multi-key command that belongs to one slot. */
export interface Leg {
  readonly slot: number;
  readonly args: Arg[];
  /** For each of its keys, which key of the whole command it is. */
  readonly positions: number[];
}

/**
 * One leg for each slot, keys in their order; `step` arguments belong to each key (MGET 1, MSET 2).
 * A command whose keys are all of one slot gives one leg. `slotFor`: the slot of a key.
 */
export function splitBySlot(
  args: readonly Arg[],
  step: number,
  slotFor: (key: Arg) => number = slotOf,
): Leg[] {
  const legs = new Map<number, Leg>();
  for (let at = 0; at < args.length; at += step) {
    const slot = slotFor(args[at] as Arg);
    let leg = legs.get(slot);
    if (leg === undefined) {
      leg = { slot, args: [], positions: [] };
      legs.set(slot, leg);
    }
    for (let part = 0; part < step && at + part < args.length; part++) leg.args.push(args[at + part] as Arg);
    leg.positions.push(at / step);
  }
  return [...legs.values()];
}
