import type { Effect } from "fairlead-session";

/** Requests of two protocols, as their classifiers would see them. */
export const GET: Effect = { kind: "forward" };
export const BLPOP: Effect = { kind: "borrow" };
export const WATCH: Effect = { kind: "pin", holds: ["watch"], binding: true };
export const MULTI: Effect = { kind: "pin", holds: ["transaction"], binding: true };
export const EXEC: Effect = { kind: "unpin", holds: ["transaction", "watch"] };
export const UNWATCH: Effect = { kind: "unpin", holds: ["watch"] };
export const SUBSCRIBE: Effect = { kind: "relay", holds: ["subscription"] };
export const UNSUBSCRIBE: Effect = { kind: "unpin", holds: ["subscription"] };
const MONITOR: Effect = { kind: "relay", holds: ["monitor"] };
export const RESET: Effect = { kind: "unpin", holds: "all" };
export const PING: Effect = { kind: "answer" };
export const QUIT: Effect = { kind: "quit" };
export const GROUP: Effect = { kind: "pin", holds: ["group"] };

export const EFFECTS: readonly Effect[] = [
  GET,
  BLPOP,
  WATCH,
  MULTI,
  EXEC,
  UNWATCH,
  SUBSCRIBE,
  UNSUBSCRIBE,
  MONITOR,
  RESET,
  PING,
  QUIT,
  GROUP,
];
