import { ReplyError } from "fairlead";
import type { CommandSpec } from "fairlead/internal";
import { encodeReply, type Reply } from "fairlead-resp";
import { asSent } from "../resp/as-sent.ts";
import { errorBytes, Refusal } from "../resp/error-text.ts";

/** A reply that came as a value, as the client would get it. */
export function replyBytes(spec: CommandSpec, value: unknown, protocol: 2 | 3): Buffer {
  return encodeReply(asSent(spec, value as Reply), protocol);
}

const ABORTED: Buffer = errorBytes("EXECABORT");

/** An error of the server's; `undefined` if the error is that there is no reply. */
export function errorReply(error: Error): Buffer | undefined {
  if (!(error instanceof ReplyError || error instanceof Refusal)) return undefined;
  // How it goes on depends on when the client was told what.
  return error.message.startsWith("EXECABORT") ? ABORTED : errorBytes(error.message);
}
