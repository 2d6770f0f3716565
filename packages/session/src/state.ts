import { type Holds, type Ledger, NO_HOLDS } from "./ledger.ts";
import type { SessionMode } from "./mode.ts";

/** Nothing is remembered anywhere; `shared` requests await replies on connections shared with others. */
export interface Free {
  readonly kind: "free";
  readonly mode: SessionMode;
  readonly shared: number;
}

/** Something is held, or is if the server agrees. Everything goes to the connection of the session's own. */
export interface Pinned {
  readonly kind: "pinned";
  readonly mode: SessionMode;
  readonly ledger: Ledger;
}

/** Nothing is to be held any more, but replies are awaited that will say so. Nothing is sent until then. */
export interface Releasing {
  readonly kind: "releasing";
  readonly mode: SessionMode;
  readonly ledger: Ledger;
}

/** The client counts on binding holds that no server keeps. Nothing is sent until it lets go of all of them. */
export interface Broken {
  readonly kind: "broken";
  readonly mode: SessionMode;
  readonly holds: Holds;
  readonly shared: number;
}

/** The session has ended. */
export interface Closed {
  readonly kind: "closed";
  readonly mode: SessionMode;
}

/** All there is to know of a session. It is a value: functions of this package return a new one. */
export type SessionState = Free | Pinned | Releasing | Broken | Closed;

/** A session's first state. */
export function start(mode: SessionMode): SessionState {
  return { kind: "free", mode, shared: 0 };
}

/** Whether the session has a connection of its own. */
export function isLeased(state: SessionState): state is Pinned | Releasing {
  return state.kind === "pinned" || state.kind === "releasing";
}

/** The state of a session that has a connection of its own. */
export function leased(mode: SessionMode, ledger: Ledger): Pinned | Releasing {
  return { kind: ledger.expected.size > 0 ? "pinned" : "releasing", mode, ledger };
}

/** The state of a session without one: whether it may go on depends on what is broken. */
export function unleased(mode: SessionMode, broken: Holds, shared: number): Free | Broken {
  return broken.size > 0 ? { kind: "broken", mode, holds: broken, shared } : { kind: "free", mode, shared };
}

/** How many requests of this session await a server's reply. */
export function inFlight(state: SessionState): number {
  switch (state.kind) {
    case "free":
    case "broken":
      return state.shared;
    case "pinned":
    case "releasing":
      return state.ledger.inFlight;
    case "closed":
      return 0;
  }
}

/** The names of what is held: proposed and not refused, or confirmed, and no end of it sent. */
export function heldBy(state: SessionState): string[] {
  const holds = state.kind === "pinned" ? state.ledger.expected : NO_HOLDS;
  return [...holds.keys()];
}

/**
 * Whether bytes that no request asked for belong to the client. True from the sending of a {@link Relay} until the
 * reply that ends its last hold, so also while that reply is awaited. Otherwise such bytes are an error.
 */
export function serverMayTalk(state: SessionState): boolean {
  if (!isLeased(state)) return false;
  const { confirmed, pending } = state.ledger;
  return (
    pending.some((effect) => effect.kind === "relay") ||
    [...confirmed.values()].some((effect) => effect.kind === "relay")
  );
}
