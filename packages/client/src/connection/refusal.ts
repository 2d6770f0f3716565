import type { ErrorReply } from "fairlead-resp";
import { ReplyError } from "../errors.ts";
import type { Call } from "./call.ts";

/** The error of a call that the server at `address` refused for `reply`. */
export function refusalOf(call: Call, reply: ErrorReply, address: string): Error {
  if (call.bundle !== undefined) return call.bundle.refusal(call.spec.name, reply, address);
  return new ReplyError(reply.code, reply.message, call.spec.name, address);
}
