import type { Slot } from "./slot.ts";
import type { Stray } from "./strays.ts";

/** Whether one of the requests behind `stray` may have changed by now what it is to read. */
export function isOvertaken(slots: Iterable<Slot>, { number, group }: Stray): boolean {
  for (const other of slots) {
    const isNear = other.group === group || other.group === -1 || group === -1;
    if (other.number > number && isNear && other.changes) return true;
  }
  return false;
}

/** Whether requests are under way on the session's own connection. */
export function isLeaseBusy(slots: Iterable<Slot>): boolean {
  for (const { sending } of slots) if (sending !== undefined && sending.kind !== "share") return true;
  return false;
}
