import type { ErrorReply } from "fairlead-resp";
import type { Address } from "../address.ts";
import { isFromScript, type Verdict } from "../fleet/source.ts";
import { SLOT_COUNT } from "../route.ts";
import { redirectTarget } from "./topology.ts";

const FINAL: Verdict = { kind: "final" };

/**
 * Judges an error reply. Only what the server itself says before it runs a command counts: a redirect for another
 * slot than the command's, or an error that a script passed on after it may have written, is final.
 * https://valkey.io/topics/cluster-spec/
 */
export function judge(reply: ErrorReply, slot: number, from: Address): Verdict {
  if (isFromScript(reply.message)) return FINAL;
  switch (reply.code) {
    case "MOVED":
    case "ASK":
      return judgeRedirect(reply, slot, from);
    case "CLUSTERDOWN":
    case "MASTERDOWN":
    case "READONLY":
      return { kind: "later", refresh: true };
    case "UNBLOCKED":
      // The node was demoted while the command waited there. Otherwise somebody wanted it to end.
      return reply.message.includes("instance state changed") ? { kind: "later", refresh: true } : FINAL;
    case "TRYAGAIN":
    case "LOADING":
      return { kind: "later", refresh: false };
    default:
      return FINAL;
  }
}

function judgeRedirect(reply: ErrorReply, slot: number, from: Address): Verdict {
  const [code, slotText, target = ""] = reply.message.split(" ");
  const named = Number(slotText);
  if (!Number.isInteger(named) || named < 0 || named >= SLOT_COUNT) return FINAL;
  if (slot !== -1 && named !== slot) return FINAL;
  const address = redirectTarget(target, from);
  if (code === "MOVED") return { kind: "moved", slot: named, address };
  return address === undefined ? { kind: "later", refresh: true } : { kind: "ask", slot: named, address };
}
