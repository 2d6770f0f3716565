import { slotOf } from "fairlead/internal";
import { type Asked, keysOf } from "./keys.ts";
import type { Row } from "./row.ts";

/**
 * Slots as sessions count them: a backend's own, and above them which backend it is. -1 is any slot of the first backend,
 * for commands that have no key.
 */
const BACKEND_SHIFT = 15;
const SLOT_MASK = (1 << BACKEND_SHIFT) - 1;
const ANY = 1 << 14;

/** A slot of a backend; -1 for any of its slots, or if it has none. */
export function slotAt(backend: number, slot: number): number {
  return (backend << BACKEND_SHIFT) | (slot === -1 ? ANY : slot);
}

export function backendOf(slot: number): number {
  return slot < 0 ? 0 : slot >> BACKEND_SHIFT;
}

/** The slot as the backend counts it; -1 for any. */
export function ownSlot(slot: number): number {
  return slot < 0 || isAny(slot) ? -1 : slot & SLOT_MASK;
}

/** Whether what belongs to one of the slots can't be where the other is. */
export function areApart(a: number, b: number): boolean {
  return (a ^ b) >> BACKEND_SHIFT !== 0 || (a !== b && !isAny(a) && !isAny(b));
}

/** The slot of commands together of which one belongs to `a` and one to `b`, which are not apart; -1 is none yet. */
export function narrower(a: number, b: number): number {
  return b === -1 || (isAny(b) && a !== -1) ? a : b;
}

/** Whether a slot is any of its backend. */
function isAny(slot: number): boolean {
  return (slot & ANY) !== 0;
}

/** A request whose key is to be placed. */
export interface Placed extends Asked {
  /** The slot of its second argument. */
  keySlot(): number;
}

/** Tells where requests belong. */
export interface Slots {
  /** The slots of a command's keys, each once. */
  of(exchange: Placed): readonly number[];
  /** Whether the argument behind the command's name tells it already. */
  isFirst(row: Row): boolean;
}

const NONE: readonly number[] = [];

/** Of servers without slots. */
export const NO_SLOTS: Slots = { of: () => NONE, isFirst: isPlain };

/** One list for each slot, so that none is made for a command. */
const ONE: (readonly number[])[] = [];

/** Of a cluster. */
export const CLUSTER_SLOTS: Slots = {
  of(exchange) {
    const { row, request } = exchange;
    if (!isPlain(row)) return [...new Set(keysOf(exchange).map(slotOf))];
    if (row.spec.firstKey === -1 || request.count < 2) return NONE;
    const slot = exchange.keySlot();
    ONE[slot] ??= [slot];
    return ONE[slot];
  },
  isFirst: isPlain,
};

export function isPlain({ plain, treatment }: Row): boolean {
  return plain && treatment === "forward";
}
