import type { Action } from "./action.ts";
import type { Answer, Effect, Pin, Quit, Relay } from "./effect.ts";
import { applied, bindingOf, type Holds, NO_HOLDS, opened, SESSION_HOLDS, sent, without } from "./ledger.ts";
import type { SessionMode } from "./mode.ts";
import { lost } from "./settle.ts";
import {
  type Broken,
  type Free,
  heldBy,
  inFlight,
  leased,
  type Pinned,
  type SessionState,
  unleased,
} from "./state.ts";

/** What to do with a request, and the session's state after it. */
export interface Decision {
  readonly action: Action;
  readonly state: SessionState;
}

const WAIT: Action = { kind: "wait" };
const SHARE: Action = { kind: "share" };
const BORROW: Action = { kind: "borrow", change: undefined };
const LEASE: Action = { kind: "lease", change: undefined };
const ANSWER: Action = { kind: "answer", ended: [] };
const CLOSED: Action = { kind: "refuse", reason: "closed", holds: [] };

/**
 * Decides a session's next request.
 *
 * Requests are decided in order and need not wait for replies: what one proposes counts at once for those behind it.
 * `wait` is the exception, and holds up all that follows.
 */
export function decide(state: SessionState, effect: Effect): Decision {
  if (state.kind === "closed") return { action: CLOSED, state };
  if (effect.kind === "answer") return { action: ANSWER, state };
  if (effect.kind === "quit") return quit(state);
  switch (state.kind) {
    case "free":
      return whenFree(state, effect);
    case "pinned":
      return whenPinned(state, effect);
    case "releasing":
      return { action: WAIT, state };
    case "broken":
      return whenBroken(state, effect);
  }
}

type ServerEffect = Exclude<Effect, Answer | Quit>;

function quit(state: SessionState): Decision {
  return inFlight(state) > 0
    ? { action: WAIT, state }
    : { action: { kind: "quit", holds: heldBy(state) }, state: { kind: "closed", mode: state.mode } };
}

function whenFree(state: Free, effect: ServerEffect): Decision {
  const { mode, shared } = state;
  if (effect.kind === "unpin") return { action: ANSWER, state };
  if (effect.kind === "forward" && mode !== "stateful") {
    return { action: SHARE, state: { kind: "free", mode, shared: shared + 1 } };
  }
  const proposal = proposalOf(effect);
  if (proposal !== undefined && mode === "per-command") {
    const action: Action = { kind: "refuse", reason: "mode", holds: proposal.holds };
    return { action, state: unleased(mode, brokenBy(proposal, NO_HOLDS), shared) };
  }
  // On a connection of its own this request could overtake those still on shared ones.
  return shared > 0 ? { action: WAIT, state } : acquire(mode, proposal);
}

function acquire(mode: SessionMode, proposal: Pin | Relay | undefined): Decision {
  const state = leased(mode, sent(opened(mode === "stateful" ? SESSION_HOLDS : NO_HOLDS), proposal));
  return { action: state.kind === "releasing" ? BORROW : { kind: "acquire", change: proposal }, state };
}

function whenPinned({ mode, ledger }: Pinned, effect: ServerEffect): Decision {
  const change = effect.kind === "forward" || effect.kind === "borrow" ? undefined : effect;
  const action: Action = change === undefined ? LEASE : { kind: "lease", change };
  return { action, state: leased(mode, sent(ledger, change)) };
}

function whenBroken({ mode, holds, shared }: Broken, effect: ServerEffect): Decision {
  if (effect.kind === "unpin") {
    const left = effect.holds === "all" ? NO_HOLDS : without(holds, effect.holds);
    const ended = [...holds.keys()].filter((name) => !left.has(name));
    return { action: { kind: "answer", ended }, state: unleased(mode, left, shared) };
  }
  const more = brokenBy(proposalOf(effect), holds);
  const action: Action = { kind: "refuse", reason: "broken", holds: [...holds.keys()] };
  return { action, state: unleased(mode, more, shared) };
}

/**
 * Takes note that a request was given up before it was decided, in its turn: what it proposed will not be, and those behind
 * it may count on it. A session with a connection of its own has to lose that first, by `lost`: unchanged otherwise.
 */
export function abandoned(state: SessionState, effect: Effect): SessionState {
  if (state.kind !== "free" && state.kind !== "broken") return state;
  if (effect.kind !== "pin" && effect.kind !== "relay") return state;
  const holds = state.kind === "broken" ? state.holds : NO_HOLDS;
  return unleased(state.mode, brokenBy(effect, holds), state.shared);
}

/** A session that holds nothing and counts on nothing, its own connection lost; requests on shared ones go on. */
export function released(state: SessionState): SessionState {
  return decide(lost(state).state, { kind: "unpin", holds: "all" }).state;
}

function proposalOf(effect: ServerEffect): Pin | Relay | undefined {
  return effect.kind === "pin" || effect.kind === "relay" ? effect : undefined;
}

/** The broken holds once `proposal` has been refused, `holds` being those from before. */
function brokenBy(proposal: Pin | Relay | undefined, holds: Holds): Holds {
  return proposal === undefined ? holds : new Map([...holds, ...bindingOf(applied(NO_HOLDS, proposal))]);
}
