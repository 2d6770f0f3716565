import { ReplyError } from "fairlead";
import { isFromScript, wholeText } from "fairlead/internal";
import type { Effect } from "fairlead-session";
import type { Row } from "./row.ts";

/**
 * What is done about an error that a server replied with on a session's own connection:
 *
 * - `elsewhere`: the request is not bound to that connection, and goes where it belongs now;
 * - `queued`: the transaction that it is part of will not run, and `EXEC` says so;
 * - `watched`: the keys are taken for watched, and for changed: `EXEC` says so;
 * - `not-run`: the transaction has not run, as if a watched key had changed.
 */
export type Remedy = "elsewhere" | "queued" | "watched" | "not-run";

/** A request on a session's own connection. */
interface Pinned {
  readonly row: Row;
  readonly effect: Effect | undefined;
  /** It is part of a transaction. */
  readonly idle: boolean;
}

/** Its slot is another node's, or about to be. */
const MOVED: ReadonlySet<string> = new Set(["MOVED", "ASK", "TRYAGAIN"]);
/** The node can't serve it now, and has done nothing. */
const PASSING: ReadonlySet<string> = new Set(["CLUSTERDOWN", "MASTERDOWN", "LOADING", "READONLY"]);

/** `watchLost`: what was watched is known to be watched no more. Undefined: the error is the reply. */
export function remedyFor(pinned: Pinned, error: Error, watchLost: boolean): Remedy | undefined {
  if (!(error instanceof ReplyError) || isFromScript(wholeText(error))) return undefined;
  const { name } = pinned.row;
  if (name === "EXEC" && watchLost && error.code === "EXECABORT") return "not-run";
  if (MOVED.has(error.code)) return remedyForMoved(pinned);
  return PASSING.has(error.code) && isLoose(pinned) ? "elsewhere" : undefined;
}

function remedyForMoved(pinned: Pinned): Remedy | undefined {
  if (pinned.idle) return "queued";
  switch (pinned.row.name) {
    case "EXEC":
      return "not-run";
    case "WATCH":
      return "watched";
    default:
      return isLoose(pinned) ? "elsewhere" : undefined;
  }
}

/** Whether it can be sent elsewhere. */
function isLoose({ effect, idle }: Pinned): boolean {
  return !idle && (effect?.kind === "forward" || effect?.kind === "borrow");
}
