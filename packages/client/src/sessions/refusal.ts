import { SessionError } from "../errors.ts";

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
