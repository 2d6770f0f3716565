import type { ErrorReply } from "fairlead-resp";
import { ReplyError } from "../errors.ts";
import { TransactionError } from "../session-errors.ts";
import type { Call } from "./call.ts";

/** The error of a call that the server at `address` refused for `reply`. */
export function refusalOf({ spec, bundle }: Call, reply: ErrorReply, address: string): Error {
  if (bundle === undefined || bundle.refusals.size === 0) {
    return new ReplyError(reply.code, reply.message, spec.name, address);
  }
  // Without MULTI the commands were no transaction, and may have run each by itself.
  const noMulti = bundle.refusals.get(-1);
  if (noMulti !== undefined) return new ReplyError(noMulti.code, noMulti.message, "MULTI", address);
  const refusals = new Map<number, ReplyError>();
  for (const [index, { code, message }] of bundle.refusals) {
    refusals.set(index, new ReplyError(code, message, bundle.commands[index]!.spec.name, address));
  }
  const [first] = refusals.values();
  const text = `${refusals.size} of ${bundle.commands.length} commands were refused, so none ran: ${first?.message}`;
  return new TransactionError("EXECABORT", text, refusals);
}
