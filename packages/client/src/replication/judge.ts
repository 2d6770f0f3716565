import type { ErrorReply } from "fairlead-resp";
import { isFromScript, type Verdict } from "../fleet/source.ts";

/** Refusals that the server takes back by itself, before having run anything. */
const PASSING: ReadonlySet<string> = new Set(["LOADING", "TRYAGAIN", "CLUSTERDOWN"]);

/** Judges an error reply of a primary or one of its replicas. */
export function judge(reply: ErrorReply): Verdict {
  const { code, message } = reply;
  if (code === "READONLY") {
    // The primary, or what its name leads to, is a replica now. A script may have done something before it wrote.
    const later = { refresh: true, reconnect: true } as const;
    return isFromScript(message) ? { kind: "final", ...later } : { kind: "later", ...later };
  }
  if (isFromScript(message)) return { kind: "final" };
  // A blocked command that a primary gives up because it becomes a replica. https://valkey.io/commands/client-unblock/
  const deposed = code === "UNBLOCKED" && message.includes("instance state changed");
  if (deposed || code === "MASTERDOWN") return { kind: "later", refresh: true };
  return PASSING.has(code) ? { kind: "later", refresh: false } : { kind: "final" };
}
