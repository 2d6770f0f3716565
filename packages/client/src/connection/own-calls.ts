import { encodeWords } from "fairlead-resp";
import { Flag } from "../commands/command.ts";
import { plainSpec } from "../commands/plain-spec.ts";
import { Call, NEVER, Phase } from "./call.ts";

export const NO_ARGS: readonly never[] = [];

export const ASKING: ReturnType<typeof encodeWords> = encodeWords("ASKING");

export const CACHING: ReturnType<typeof encodeWords> = encodeWords("CLIENT CACHING YES");

const PING = plainSpec("PING", Flag.READONLY);
const IGNORE = { fulfil: () => undefined, reject: () => undefined };

/** What an idle connection is checked by. It has no deadline: the connection itself notices silence. */
export function keepAlive(): Call {
  return new Call(PING, NO_ARGS, 0, NEVER, true, IGNORE);
}

/** Stands in a queue for a reply that nobody waits for. */
export const NOBODY: Call = keepAlive();
NOBODY.phase = Phase.SETTLED;
