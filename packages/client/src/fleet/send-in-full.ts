import type { ErrorReply } from "fairlead-resp";
import { type Call, Phase } from "../connection/call.ts";
import { refusalOf } from "../connection/refusal.ts";
import { publishRetry } from "../diagnostics/publish.ts";
import { Link } from "../link/link.ts";
import type { Origin } from "../pool/blocking.ts";
import { supplyScript } from "../scripts/supply-script.ts";

/**
 * Sends a call again that a server refused because it doesn't know its script, in full and to the same server, which knows
 * it from then on. `false`, and nothing is done, if it was refused for anything else.
 */
export function sendInFull(
  origin: Origin,
  call: Call,
  reply: ErrorReply,
  fleet: { dispatch(call: Call): void },
): boolean {
  const { name } = call.spec;
  if (!supplyScript(call, reply)) return false;
  publishRetry(name, ++call.attempts, 0, refusalOf(call, reply, origin.name));
  call.phase = Phase.WAITING;
  if (origin instanceof Link && origin.ready) origin.send(call);
  else fleet.dispatch(call);
  return true;
}
