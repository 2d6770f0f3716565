import type { NodeView } from "./node-view.ts";
import { SlotSet } from "./slot-set.ts";

/** The iteration of one node. */
export interface Leg {
  /** Address of the node, as text. */
  readonly node: string;
  /** Of the server's iteration; "0" before its first page. */
  readonly cursor: string;
  /** Slots that have been all here, and nowhere else, ever since the iteration began. */
  readonly slots: SlotSet;
  readonly identity: string;
  readonly epoch: number;
  /** What the node owned at the last look. */
  readonly owned: SlotSet;
}

/** How far a scan has come: the slots that are done, and the node under way. */
export interface Progress {
  readonly done: SlotSet;
  readonly leg: Leg | undefined;
}

export const START: Progress = { done: new SlotSet(), leg: undefined };

/** Begins with a node, of which `view` was taken before its first page; without a leg if it has nothing left to scan. */
export function begin({ done }: Progress, node: string, view: NodeView): Progress {
  const slots = view.settled.minus(done);
  if (slots.empty) return { done, leg: undefined };
  const { identity, epoch, owned } = view;
  return { done, leg: { node, cursor: "0", slots, identity, epoch, owned } };
}

/**
 * Takes a look at the node under way into account: slots that left, or began to, are left to their next owner. The leg
 * is given up when another process or other data answers, or when a slot may have left and come back unseen: that
 * raises the node's epoch as receiving a slot does, but leaves no new slot to show for it.
 */
export function observe({ done, leg }: Progress, view: NodeView): Progress {
  if (leg === undefined) return { done, leg };
  const gained = !view.owned.minus(leg.owned).empty;
  if (view.identity !== leg.identity || (view.epoch !== leg.epoch && !gained))
    return { done, leg: undefined };
  const slots = leg.slots.and(view.settled);
  if (slots.empty) return { done, leg: undefined };
  return { done, leg: { ...leg, slots, epoch: view.epoch, owned: view.owned } };
}

/** Goes on to the next page. */
export function advance({ done, leg }: Progress, cursor: string): Progress {
  return { done, leg: leg && { ...leg, cursor } };
}

/** The server's iteration is over, and was observed once more after its last page: what is left of the leg is done. */
export function finish({ done, leg }: Progress): Progress {
  return { done: leg === undefined ? done : done.or(leg.slots), leg: undefined };
}
