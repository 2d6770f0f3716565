import { Call, Phase, type Receiver } from "../connection/call.ts";
import type { Sent } from "./queued-commands.ts";

const GIVEN_UP = new Error("The caller has given up");

/** What goes to the server in a call's place, so that the session learns of its reply. It ends when its caller gives up. */
export function innerCall(call: Call, { spec, args, mode }: Sent, receiver: Receiver): Call {
  const inner = new Call(spec, args, mode, call.deadline, call.idempotent, receiver);
  inner.slot = call.slot;
  inner.options = call.options;
  inner.blocking = call.blocking;
  const before = call.release;
  call.release = () => {
    before?.();
    if (inner.phase !== Phase.SETTLED) inner.reject(GIVEN_UP);
  };
  return inner;
}
