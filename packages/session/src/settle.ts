import type { Sending } from "./action.ts";
import { answered, bindingOf, dropped, type Ledger } from "./ledger.ts";
import type { SessionMode } from "./mode.ts";
import { isLeased, leased, type SessionState, start, unleased } from "./state.ts";

/** What a reply says of the holds its request proposed or was to end: so be it, or nothing of it. */
export type Outcome = "accepted" | "refused";

/** A session after a reply, or the end of holds. */
export interface Settlement {
  readonly state: SessionState;
  /** The session's own connection goes back now: the server has nothing left to remember, and owes no reply. */
  readonly release: boolean;
}

/**
 * Takes note of the whole reply to a request that was sent, or that its request on a shared connection failed.
 * On the lease replies come in the order of their requests; on shared connections in any order.
 *
 * @param sent The action the request was decided by.
 * @param outcome Of no consequence for requests that neither propose nor end holds.
 * @throws {Error} If no such request is in flight. After {@link lost} none of the lease is.
 */
export function settled(state: SessionState, sent: Sending, outcome: Outcome): Settlement {
  if (sent.kind === "share") {
    if (state.kind !== "free" && state.kind !== "broken") throw notInFlight(state);
    const { kind, mode, shared } = state;
    if (shared === 0) throw notInFlight(state);
    const left: SessionState =
      kind === "free"
        ? { kind, mode, shared: shared - 1 }
        : { kind, mode, holds: state.holds, shared: shared - 1 };
    return { state: left, release: false };
  }
  if (!isLeased(state) || state.ledger.inFlight === 0) throw notInFlight(state);
  if (sent.change !== undefined && sent.change !== state.ledger.pending[0]) {
    throw new Error("a reply on the lease came before that of an earlier request");
  }
  return keepOrRelease(state.mode, answered(state.ledger, sent.change, outcome === "accepted"));
}

/**
 * Takes note that holds ended without a request: the server dropped a subscription, or the caller gives up what it can
 * put back later on another connection (a news group, by sending `GROUP` again). Holds proposed since then stay.
 */
export function ended(state: SessionState, holds: readonly string[]): Settlement {
  return isLeased(state)
    ? keepOrRelease(state.mode, dropped(state.ledger, holds))
    : { state, release: false };
}

function keepOrRelease(mode: SessionMode, ledger: Ledger): Settlement {
  const state = leased(mode, ledger);
  return state.kind === "releasing" && ledger.inFlight === 0
    ? { state: start(mode), release: true }
    : { state, release: false };
}

/** A session without its connection. */
export interface Loss {
  readonly state: SessionState;
  /** What was held, and is no more. The binding ones among them break the session until the client lets go of them. */
  readonly holds: readonly string[];
}

/**
 * Takes note that the session's own connection is gone, or couldn't be had. Its requests in flight are over and must
 * not be settled. Without such a connection nothing changes.
 */
export function lost(state: SessionState): Loss {
  if (!isLeased(state)) return { state, holds: [] };
  const holds = state.ledger.expected;
  return { state: unleased(state.mode, bindingOf(holds), 0), holds: [...holds.keys()] };
}

function notInFlight(state: SessionState): Error {
  return new Error(`no such request is in flight in a ${state.kind} session`);
}
