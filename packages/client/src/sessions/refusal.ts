import type { Call } from "../connection/call.ts";
import { ReplyError } from "../errors.ts";
import { SessionError } from "../session-errors.ts";
import { endsTransaction } from "./effects.ts";

/** The error of a command that its session does not take. */
export function refusal(
  reason: "mode" | "broken" | "closed",
  command: string,
  holds: readonly string[],
): SessionError {
  const what = holds.join(", ");
  switch (reason) {
    case "mode":
      return new SessionError(
        "ERR_SESSION_MODE",
        `${command} makes the server remember something (${what}), which a session "per-command" does not do`,
      );
    case "broken":
      return new SessionError(
        "ERR_SESSION_LOST",
        `${command} was not sent: the connection was lost, and with it what it counts on (${what})`,
      );
    case "closed":
      return new SessionError("ERR_SESSION_CLOSED", `${command} was not sent: the session has ended`);
  }
}

/** Answers what no server is needed for: the end of what is not held. */
export function answerLocally(call: Call): void {
  const { name } = call.spec;
  if (endsTransaction(name)) call.reject(new ReplyError("ERR", `ERR ${name} without MULTI`, name, ""));
  else call.deliver("OK");
}
