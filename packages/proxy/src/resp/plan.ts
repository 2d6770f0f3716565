import type { Effect } from "fairlead-session";
import type { Context } from "./context.ts";
import { onlySubscribed } from "./error-text.ts";
import type { Row } from "./row.ts";
import { areApart } from "./slots.ts";

/** What is to be done with a request. */
export type Deed =
  /** To where its keys are: on a shared connection, or the session's own. */
  | "forward"
  /** The same, always on a shared connection. */
  | "forward-aside"
  | "split"
  | "fan-out"
  | "scan"
  | "block"
  | "wait"
  | "track"
  | "monitor"
  | "local"
  /** The same, and the session's own connection is not the right one any more. */
  | "move"
  | "subscribe"
  | "unsubscribe"
  | "watch"
  | "unwatch"
  | "collect"
  | "queue"
  | "exec-collected"
  | "end-collected"
  | "multi"
  | "exec"
  | "discard"
  | "reset"
  | "quit"
  /** Asks a server what command it is, and plans it anew. */
  | "ask"
  | "refuse";

/** What a request asks of its session, and what is done with it. `text`: of an error. */
export interface Plan {
  readonly effect: Effect;
  readonly deed: Deed;
  readonly text?: string;
  /** How long the server may hold the reply back. */
  readonly blockMs?: number;
  /** It goes past the session's own connection. */
  readonly aside?: boolean;
  /** Nothing behind it begins before it is done. */
  readonly alone?: boolean;
  /** It begins once nothing is under way on the session's own connection. */
  readonly calm?: boolean;
  /** A transaction that it would have been part of is not to be run. */
  readonly poisons?: boolean;
}

/** What the plan of a request depends on, beside the request. */
export interface Situation {
  readonly context: Context;
  /** It has a connection of its own, or will have one with its first request. */
  readonly pinned: boolean;
  /** Keys are watched on it. */
  readonly watching: boolean;
  /** The slot that this connection serves; -1 for any. */
  readonly pinSlot: number;
  readonly subscribed: boolean;
  /** The servers take `MULTI` and `WATCH` inside a transaction for a mistake that spoils it. */
  readonly isNestingFatal: boolean;
}

const ANSWER: Effect = { kind: "answer" };
const FORWARD: Effect = { kind: "forward" };
const BORROW: Effect = { kind: "borrow" };
const TRANSACTION: Effect = { kind: "pin", holds: ["transaction"], binding: true };
const WATCH: Effect = { kind: "pin", holds: ["watch"] };
const END_TRANSACTION: Effect = { kind: "unpin", holds: ["watch", "transaction"] };
const END_WATCH: Effect = { kind: "unpin", holds: ["watch"] };

const plan = (effect: Effect, deed: Deed): Plan => ({ effect, deed });

const FORWARDED = plan(FORWARD, "forward");
const ASIDE = aside("forward-aside");
const SPLIT = { shared: plan(FORWARD, "split"), aside: aside("split") };
const FAN_OUT = { shared: plan(FORWARD, "fan-out"), aside: aside("fan-out") };
const SCAN = { shared: plan(FORWARD, "scan"), aside: aside("scan") };
const BLOCK = plan(BORROW, "block");
/** A session's own connection could not be asked to let go of a client; one that is borrowed can. */
const BLOCK_ASIDE: Plan = { ...aside("block"), alone: true };
/** Forwarded over a connection that nobody else uses meanwhile. */
export const ALONE: Plan = { ...BLOCK, blockMs: 0 };
const UPLOAD: Plan = { ...BLOCK, blockMs: 2 ** 30 };
const WAIT = plan(BORROW, "wait");
const WAIT_ASIDE: Plan = { ...aside("wait"), alone: true };
const TRACK: Plan = { ...plan(BORROW, "track"), alone: true };
const MONITOR = plan(ANSWER, "monitor");
const ASK: Plan = { ...plan(BORROW, "ask"), alone: true };
const LOCAL = plan(ANSWER, "local");
const LOCAL_ALONE: Plan = { ...plan(BORROW, "local"), alone: true };
/** Of a stateful session, which has to have another connection from then on. */
const MOVE: Plan = { ...aside("move"), alone: true };
const LOCAL_LATER: Plan = { ...LOCAL, alone: true };
const SUBSCRIBE: Plan = { ...plan(BORROW, "subscribe"), alone: true };
const RESET: Plan = { ...plan(BORROW, "reset"), alone: true };
const RESET_HOLDS: Plan = { ...plan({ kind: "unpin", holds: "all" }, "reset"), alone: true };
const UNSUBSCRIBE = plan(ANSWER, "unsubscribe");
/** Until then nobody knows whether what it depends on is watched. */
const MULTI: Plan = { ...plan(TRANSACTION, "multi"), calm: true };
const COLLECT = plan(ANSWER, "collect");
const QUEUE = plan(ANSWER, "queue");
const EXEC_COLLECTED = plan(FORWARD, "exec-collected");
const EXEC_ASIDE: Plan = { ...aside("exec-collected"), alone: true };
const END_COLLECTED = plan(ANSWER, "end-collected");
const NESTED = refusal("ERR MULTI calls can not be nested");
const WATCH_INSIDE = refusal("ERR WATCH inside MULTI is not allowed");
const NOT_INSIDE: Plan = { ...refusal("ERR Command not allowed inside a transaction"), poisons: true };
const CROSS_SLOT = refusal("CROSSSLOT Keys in request don't hash to the same slot");
/** Unless what is watched is given up before its turn comes. */
const WATCH_ELSEWHERE: Plan = { ...CROSS_SLOT, effect: FORWARD };
const NO_MULTI = { EXEC: refusal("ERR EXEC without MULTI"), DISCARD: refusal("ERR DISCARD without MULTI") };

function aside(deed: Deed): Plan {
  return { effect: ANSWER, deed, aside: true };
}

/** An error in place of a reply. */
export function refusal(text: string): Plan {
  return { effect: ANSWER, deed: "refuse", text };
}

/** A request with too few or too many arguments, in the servers' words. */
export function wrongNumber({ name }: Row): Plan {
  const wrong = `wrong number of arguments for '${name.toLowerCase().replace(" ", "|")}' command`;
  const text = name === "EXEC" ? `EXECABORT Transaction discarded because of: ${wrong}` : `ERR ${wrong}`;
  return { ...refusal(text), poisons: true };
}

const BEFORE_AUTH: ReadonlySet<string> = new Set(["AUTH", "HELLO", "QUIT", "RESET"]);
const WHILE_SUBSCRIBED: ReadonlySet<string> = new Set(["PING", "QUIT", "RESET"]);
/** Local commands that change where requests go: those before must be done. */
const BARRIERS: ReadonlySet<string> = new Set(["AUTH", "HELLO", "SELECT"]);
/** Local commands that a transaction takes: the server answers them there. */
const QUEUED_LOCALS: ReadonlySet<string> = new Set(["PING", "ECHO"]);

/**
 * Plans a request. `slots`: those of its keys, each once; none if it has no keys, or they can't be told. `blockMs`: how long it may
 * block.
 */
export function planFor(row: Row, at: Situation, slots: readonly number[], blockMs: number): Plan {
  const { context } = at;
  const { name, treatment } = row;
  if (context.user === undefined && !BEFORE_AUTH.has(name)) return refusal("NOAUTH Authentication required.");
  if (name === "QUIT") return plan({ kind: "quit" }, "quit");
  if (name === "RESET") return at.pinned || context.transaction !== undefined ? RESET_HOLDS : RESET;
  if (at.subscribed && context.protocol === 2 && treatment !== "subscribe" && !WHILE_SUBSCRIBED.has(name)) {
    return refusal(onlySubscribed(name));
  }
  if (treatment === "refuse") return { ...refusal(refusedText(row)), poisons: true };
  if (treatment === "ask") return ASK;
  if (context.collected !== undefined) return planCollected(row, at, slots);
  if (context.transaction !== undefined) return planTransaction(row, at, slots);
  return planOutside(row, at, slots, blockMs);
}

/** A request whose end has not come yet has a connection alone, for as long as its client takes. */
export function planForLarge(given: Plan): Plan {
  switch (given.deed) {
    case "forward":
      return UPLOAD;
    case "forward-aside":
      return { ...UPLOAD, effect: ANSWER, aside: true, alone: true };
    case "queue":
      return { ...refusal("ERR proxy: too large for a transaction that is collected"), poisons: true };
    default:
      return given;
  }
}

function planCollected(row: Row, at: Situation, slots: readonly number[]): Plan {
  const { collected, watchLost } = at.context;
  const inside = planInside(row, at, slots, collected?.slot ?? -1);
  if (inside !== undefined) return inside === FORWARDED ? QUEUE : inside;
  const runs = row.name === "EXEC" && collected?.refusal === undefined && !watchLost;
  if (!runs || !collected?.commands.length) return END_COLLECTED;
  return at.pinned ? EXEC_ASIDE : EXEC_COLLECTED;
}

function planTransaction(row: Row, at: Situation, slots: readonly number[]): Plan {
  return (
    planInside(row, at, slots, at.pinSlot) ?? plan(END_TRANSACTION, row.name === "EXEC" ? "exec" : "discard")
  );
}

/** Of a command inside a transaction whose keys have the slot `home`; undefined if it ends it. */
function planInside(
  { name, treatment }: Row,
  { isNestingFatal }: Situation,
  slots: readonly number[],
  home: number,
): Plan | undefined {
  if (isNestingFatal && (name === "MULTI" || name === "WATCH")) return NOT_INSIDE;
  switch (treatment) {
    case "transaction":
      return name === "MULTI" ? NESTED : undefined;
    case "watch":
      return name === "WATCH" ? WATCH_INSIDE : FORWARDED;
    case "local":
      return QUEUED_LOCALS.has(name) ? FORWARDED : NOT_INSIDE;
    case "forward":
    case "split":
    case "borrow":
      if (slots.length > 1 || isElsewhere(slots, home)) return { ...CROSS_SLOT, poisons: true };
      return isWait(name) ? NOT_INSIDE : FORWARDED;
    default:
      return NOT_INSIDE;
  }
}

function planOutside(row: Row, at: Situation, slots: readonly number[], blockMs: number): Plan {
  const { name, treatment } = row;
  const way = at.pinned ? "aside" : "shared";
  switch (treatment) {
    case "forward":
      return planForward(at, slots);
    case "split":
      return slots.length > 1 ? SPLIT[way] : planForward(at, slots);
    case "fan-out":
      return FAN_OUT[way];
    case "scan":
      return SCAN[way];
    case "borrow":
      return planBorrow(name, at, slots, blockMs);
    case "local":
      return planLocal(name, at);
    case "monitor":
      return MONITOR;
    case "subscribe":
      return planSubscribe(name, slots);
    case "watch":
      return planWatch(name, at, slots);
    case "transaction":
      return planEnds(name, at);
    case "ask":
      return ASK;
    case "refuse":
      return refusal(refusedText(row));
  }
}

/** What is watched is watched on a connection as the session was: it can't become another. */
function planLocal(name: string, { watching, pinned }: Situation): Plan {
  if (name === "CLIENT TRACKING") return TRACK;
  if (name === "INFO") return LOCAL_LATER;
  if (!BARRIERS.has(name)) return LOCAL;
  if (!watching) return pinned ? MOVE : LOCAL_ALONE;
  // In its turn: by then they may be watched no more.
  return { ...refusal(`ERR proxy: '${name.toLowerCase()}' while keys are watched`), effect: FORWARD };
}

function planSubscribe(name: string, slots: readonly number[]): Plan {
  if (name.includes("UNSUBSCRIBE")) return UNSUBSCRIBE;
  return slots.length > 1 ? CROSS_SLOT : SUBSCRIBE;
}

function planEnds(name: string, { watching }: Situation): Plan {
  if (name === "MULTI") return watching ? MULTI : COLLECT;
  return name === "EXEC" ? NO_MULTI.EXEC : NO_MULTI.DISCARD;
}

function planForward(at: Situation, slots: readonly number[]): Plan {
  return at.pinned && isElsewhere(slots, at.pinSlot) ? ASIDE : FORWARDED;
}

function planBorrow(name: string, at: Situation, slots: readonly number[], blockMs: number): Plan {
  if (isWait(name)) return at.pinned ? WAIT_ASIDE : WAIT;
  if (slots.length > 1) return CROSS_SLOT;
  if (blockMs === 0) return planForward(at, slots);
  return { ...(at.pinned ? BLOCK_ASIDE : BLOCK), blockMs };
}

function planWatch(name: string, at: Situation, slots: readonly number[]): Plan {
  if (name === "UNWATCH") return plan(END_WATCH, "unwatch");
  if (slots.length > 1) return CROSS_SLOT;
  if (at.pinned && isElsewhere(slots, at.pinSlot)) return WATCH_ELSEWHERE;
  return plan(WATCH, "watch");
}

/** They wait for what the session wrote, wherever that was. */
function isWait(name: string): boolean {
  return name === "WAIT" || name === "WAITAOF";
}

/** Whether a command's keys are not where the slot `home` is. */
function isElsewhere(slots: readonly number[], home: number): boolean {
  const [slot] = slots;
  return slot !== undefined && home !== -1 && areApart(slot, home);
}

function refusedText({ name, reason }: Row): string {
  return `NOPERM this proxy does not allow '${name.toLowerCase()}': ${reason}`;
}
