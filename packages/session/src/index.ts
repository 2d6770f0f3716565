export type { Action, Sending } from "./action.ts";
export { abandoned, type Decision, decide, released } from "./decide.ts";
export type { Effect } from "./effect.ts";
export type { SessionMode } from "./mode.ts";
export { ended, type Loss, lost, type Outcome, type Settlement, settled } from "./settle.ts";
export { heldBy, type SessionState, serverMayTalk, start } from "./state.ts";
