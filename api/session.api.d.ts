// What users of fairlead-session see. Written by npm run api.

// action.d.ts
export type Sending =
{
    readonly kind: "share";
}
 | {
    readonly kind: "borrow";
    readonly change: undefined;
}
 | {
    readonly kind: "acquire";
    readonly change: HoldEffect | undefined;
}
 | {
    readonly kind: "lease";
    readonly change: HoldEffect | undefined;
};
export type Action = Sending
 | {
    readonly kind: "wait";
}
 | {
    readonly kind: "answer";
    readonly ended: readonly string[];
}
 | {
    readonly kind: "refuse";
    readonly reason: "mode" | "broken" | "closed";
    readonly holds: readonly string[];
}
 | {
    readonly kind: "quit";
    readonly holds: readonly string[];
};

// decide.d.ts
export interface Decision {
    readonly action: Action;
    readonly state: SessionState;
}
export declare function decide(state: SessionState, effect: Effect): Decision;
export declare function abandoned(state: SessionState, effect: Effect): SessionState;
export declare function released(state: SessionState): SessionState;

// effect.d.ts
export interface Forward {
    readonly kind: "forward";
}
export interface Borrow {
    readonly kind: "borrow";
}
export interface Pin {
    readonly kind: "pin";
    readonly holds: readonly string[];
    readonly binding?: boolean;
}
export interface Relay {
    readonly kind: "relay";
    readonly holds: readonly string[];
}
export interface Unpin {
    readonly kind: "unpin";
    readonly holds: readonly string[] | "all";
}
export interface Answer {
    readonly kind: "answer";
}
export interface Quit {
    readonly kind: "quit";
}
export type Effect = Forward | Borrow | Pin | Relay | Unpin | Answer | Quit;
export type HoldEffect = Pin | Relay | Unpin;

// index.d.ts
export type { Action, Sending } from "./action.ts";
export { abandoned, type Decision, decide, released } from "./decide.ts";
export type { Effect } from "./effect.ts";
export type { SessionMode } from "./mode.ts";
export { ended, type Loss, lost, type Outcome, type Settlement, settled } from "./settle.ts";
export { heldBy, type SessionState, serverMayTalk, start } from "./state.ts";

// ledger.d.ts
export type Holds = ReadonlyMap<string, Pin | Relay>;
export interface Ledger {
    readonly confirmed: Holds;
    readonly pending: readonly HoldEffect[];
    readonly expected: Holds;
    readonly inFlight: number;
}

// mode.d.ts
export type SessionMode = "per-command" | "stateful" | "hybrid";

// settle.d.ts
export type Outcome = "accepted" | "refused";
export interface Settlement {
    readonly state: SessionState;
    readonly release: boolean;
}
export declare function settled(state: SessionState, sent: Sending, outcome: Outcome): Settlement;
export declare function ended(state: SessionState, holds: readonly string[]): Settlement;
export interface Loss {
    readonly state: SessionState;
    readonly holds: readonly string[];
}
export declare function lost(state: SessionState): Loss;

// state.d.ts
export interface Free {
    readonly kind: "free";
    readonly mode: SessionMode;
    readonly shared: number;
}
export interface Pinned {
    readonly kind: "pinned";
    readonly mode: SessionMode;
    readonly ledger: Ledger;
}
export interface Releasing {
    readonly kind: "releasing";
    readonly mode: SessionMode;
    readonly ledger: Ledger;
}
export interface Broken {
    readonly kind: "broken";
    readonly mode: SessionMode;
    readonly holds: Holds;
    readonly shared: number;
}
export interface Closed {
    readonly kind: "closed";
    readonly mode: SessionMode;
}
export type SessionState = Free | Pinned | Releasing | Broken | Closed;
export declare function start(mode: SessionMode): SessionState;
export declare function heldBy(state: SessionState): string[];
export declare function serverMayTalk(state: SessionState): boolean;
