import type { HoldEffect, Pin, Relay } from "./effect.ts";

/** Holds by name, each with the effect that proposed it. */
export type Holds = ReadonlyMap<string, Pin | Relay>;

/** What is known of a connection of the session's own. */
export interface Ledger {
  /** What the server remembers, as far as it has replied. */
  readonly confirmed: Holds;
  /** What was asked of it and not yet replied to, oldest first. */
  readonly pending: readonly HoldEffect[];
  /** What it will remember if it accepts all of `pending`: derived, and kept because every request needs it. */
  readonly expected: Holds;
  /** Requests awaiting their reply, those of `pending` included. */
  readonly inFlight: number;
}

/** The hold of a stateful session. No request ends it. */
const SESSION_HOLD = "session";

const session: Pin = { kind: "pin", holds: [SESSION_HOLD], binding: true };

export const NO_HOLDS: Holds = new Map();
export const SESSION_HOLDS: Holds = new Map([[SESSION_HOLD, session]]);

/** The ledger of a connection on which nothing was sent yet. */
export function opened(holds: Holds): Ledger {
  return { confirmed: holds, pending: [], expected: holds, inFlight: 0 };
}

/** The ledger once a request has been sent, with the change of holds it asks for. */
export function sent(ledger: Ledger, change: HoldEffect | undefined): Ledger {
  const { confirmed, pending, expected } = ledger;
  const inFlight = ledger.inFlight + 1;
  return change === undefined
    ? { confirmed, pending, expected, inFlight }
    : { confirmed, pending: [...pending, change], expected: applied(expected, change), inFlight };
}

/** The ledger once the oldest request has been replied to; with a `change` it is the oldest of `pending`. */
export function answered(ledger: Ledger, change: HoldEffect | undefined, accepted: boolean): Ledger {
  const { confirmed, expected } = ledger;
  const inFlight = ledger.inFlight - 1;
  if (change === undefined) return { ...ledger, inFlight };
  const pending = ledger.pending.slice(1);
  return accepted
    ? { confirmed: applied(confirmed, change), pending, expected, inFlight }
    : { confirmed, pending, expected: pending.reduce(applied, confirmed), inFlight };
}

/** The ledger once the server has let go of holds by itself. What is pending was asked for later. */
export function dropped(ledger: Ledger, names: readonly string[]): Ledger {
  const confirmed = without(ledger.confirmed, names);
  return { ...ledger, confirmed, expected: ledger.pending.reduce(applied, confirmed) };
}

/** `holds` once the server has done what `change` asks. */
export function applied(holds: Holds, change: HoldEffect): Holds {
  if (change.kind === "unpin") return without(holds, change.holds === "all" ? holds.keys() : change.holds);
  const more = new Map(holds);
  for (const name of change.holds) more.set(name, change);
  return more;
}

/** `holds` without those named; the hold of a stateful session stays. */
export function without(holds: Holds, names: Iterable<string>): Holds {
  const left = new Map(holds);
  for (const name of names) {
    if (name !== SESSION_HOLD) left.delete(name);
  }
  return left;
}

/** Those of `holds` without which what follows means something else. */
export function bindingOf(holds: Holds): Holds {
  return new Map([...holds].filter(([, effect]) => effect.kind === "pin" && effect.binding === true));
}
