import type { Effect } from "fairlead-session";
import type { Slot } from "./slot.ts";

/** Whether one of the requests behind that of this number and group may have changed by now what it is to read. */
export function isOvertaken(slots: Iterable<Slot>, number: number, group: number): boolean {
  for (const other of slots) {
    if (other.number > number && isNear(other.group, group) && other.changes) return true;
  }
  return false;
}

/** Whether requests of these groups may have to do with each other: one of group -1 may be of several. */
export function isNear(a: number, b: number): boolean {
  return a === b || a === -1 || b === -1;
}

/**
 * Whether a request has to wait since on another way than those under way it could overtake them. `asides`: how many are
 * under way past the session's own connection.
 */
export function collides(
  { aside, alone, calm }: Slot,
  { kind }: Effect,
  slots: Iterable<Slot>,
  asides: number,
): boolean {
  if (calm && isLeaseBusy(slots)) return true;
  if (!aside) return asides > 0 && kind !== "answer";
  return (alone && asides > 0) || isLeaseBusy(slots);
}

/** Whether requests are under way on the session's own connection. */
function isLeaseBusy(slots: Iterable<Slot>): boolean {
  for (const { sending } of slots) if (sending !== undefined && sending.kind !== "share") return true;
  return false;
}
