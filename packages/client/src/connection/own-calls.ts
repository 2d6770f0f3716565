import { encodeWords } from "fairlead-resp";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call, NEVER, Phase } from "./call.ts";

export const NO_ARGS: readonly never[] = [];

const ASKING = encodeWords("ASKING");

const CACHING = encodeWords("CLIENT CACHING YES");

const PING = plainSpec("PING", Flag.READONLY);
const IGNORE = { fulfil: () => undefined, reject: () => undefined };

/** What an idle connection is checked by. It has no deadline: the connection itself notices silence. */
export function keepAlive(): Call {
  return new Call(PING, NO_ARGS, 0, NEVER, true, IGNORE);
}

/** Stands in a queue for a reply that nobody waits for. */
export const NOBODY: Call = keepAlive();
NOBODY.phase = Phase.SETTLED;

/**
 * What must go right before a call. Each covers exactly the next command of the connection, so there is room for one.
 * https://valkey.io/topics/cluster-spec/ (ASK redirection), https://valkey.io/commands/client-caching/
 */
export function preludeOf(call: Call): ReturnType<typeof encodeWords> | undefined {
  if (call.asking) return ASKING;
  return (call.spec.flags & Flag.TRACKED) === 0 ? undefined : CACHING;
}
