import type { Effect } from "fairlead-session";
import { blockTimeMs } from "../commands/block-time.ts";
import { type Command, Flag } from "../commands/command.ts";
import { UsageError } from "../errors.ts";

/** A transaction is open: commands are queued, and run at EXEC. */
export const TRANSACTION = "transaction";
const WATCHED = "watch";

const FORWARD: Effect = { kind: "forward" };
const BORROW: Effect = { kind: "borrow" };

/** What makes the server remember something for the connection, by command. All of it changes what later commands mean. */
const PINS: ReadonlyMap<string, string> = new Map([
  ["WATCH", WATCHED],
  ["MULTI", TRANSACTION],
  ["SELECT", "database"],
  ["CLIENT SETNAME", "name"],
  ["CLIENT SETINFO", "name"],
  ["CLIENT NO-EVICT", "no-evict"],
  ["CLIENT NO-TOUCH", "no-touch"],
  ["READONLY", "readonly"],
  ["SCRIPT DEBUG", "debug"],
]);

/** What ends it. */
const UNPINS: ReadonlyMap<string, readonly string[]> = new Map([
  ["EXEC", [TRANSACTION, WATCHED]],
  ["DISCARD", [TRANSACTION, WATCHED]],
  ["UNWATCH", [WATCHED]],
  ["READWRITE", ["readonly"]],
]);

/** What a session can't take, and what to use instead. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"].map(
    (name) => [name, "use client.subscribe(), psubscribe() and ssubscribe()"] as const,
  ),
  ["CLIENT TRACKING", "use client.track()"],
  ["CLIENT CACHING", "use client.track()"],
  ["CLIENT REPLY", "replies that don't come would be taken from the commands behind"],
  ["MONITOR", "it turns the connection into a stream of what others send"],
  ["SYNC", "it turns the connection into a stream of replicated writes"],
  ["PSYNC", "it turns the connection into a stream of replicated writes"],
  ["HELLO", "the client shakes hands by itself: see its options"],
  ["AUTH", "give the client its credentials"],
  ["ASKING", "the client follows redirects by itself"],
  ["RESET", "use session.reset()"],
  ["QUIT", "use session.close()"],
]);

/**
 * What a command asks of its session. Inside a transaction all but its end is only queued.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` for a command that no session can take.
 */
export function effectOf({ spec, args }: Pick<Command, "spec" | "args">, inTransaction: boolean): Effect {
  const why = ELSEWHERE.get(spec.name);
  if (why !== undefined)
    throw new UsageError("ERR_USAGE_ARGUMENT", `${spec.name} is not for a session: ${why}`);
  if (endsTransaction(spec.name)) return { kind: "unpin", holds: UNPINS.get(spec.name) ?? [] };
  if (inTransaction) return FORWARD;
  const hold = PINS.get(spec.name);
  if (hold !== undefined) return { kind: "pin", holds: [hold], binding: true };
  const ended = UNPINS.get(spec.name);
  if (ended !== undefined) return { kind: "unpin", holds: ended };
  const blocks = (spec.flags & Flag.BLOCKING) !== 0 && blockTimeMs(spec.name, args) > 0;
  return blocks ? BORROW : FORWARD;
}

/** EXEC and DISCARD end a transaction whatever the server answers. */
export function endsTransaction(name: string): boolean {
  return name === "EXEC" || name === "DISCARD";
}
