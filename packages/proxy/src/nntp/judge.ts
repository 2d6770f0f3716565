import { commandOf } from "./commands.ts";

/**
 * What a reply means for where its request goes, as long as nothing of it has gone to the client:
 *
 * - `final`: it is the client's;
 * - `miss`: this provider does not have the article, which is a fact worth keeping; others may have it;
 * - `unable`: this provider does not do this request, or failed at it, and is well otherwise: others may do it, and if
 *   none does, the client gets the reply;
 * - `unavailable`: this provider does nothing for us at present. Others are asked, its connection is given up, and the
 *   client never sees the reply: it speaks of our login, or of a connection that is not the client's.
 */
export type Judgement = "final" | "miss" | "unable" | "unavailable";

/**
 * Judges the first reply to a request.
 *
 * @param command The verb in upper case.
 * @param byMessageId Whether the request names an article by its message-id.
 */
export function judge(command: string, status: number, byMessageId: boolean): Judgement {
  const reads = byMessageId && commandOf(command)?.treatment === "read";
  switch (status) {
    case 400: // The service ends; the server closes the connection (RFC 3977, 3.2.1).
    case 401: // It is no reader's connection, or not any more.
    case 480: // Our login has been forgotten, or is not enough (RFC 4643, 2).
    case 481:
    case 482: // Said by some when an account has too many connections.
    case 483: // It wants TLS.
      return "unavailable";
    case 502: // Of an article: the account is blocked or used up. Of others: an administrator doesn't allow the command.
      return reads ? "unavailable" : "unable";
    case 403: // An internal fault.
    case 500: // It doesn't know a command that we do.
    case 503: // It knows the command, and lacks what it takes.
      return "unable";
    case 430:
    case 451: // Taken down.
      return reads ? "miss" : "final";
    default:
      return reads ? judgeRead(status) : "final";
  }
}

/**
 * Whether an `unavailable` reply may be about this connection only, and a fresh one be served: servers say 400 to whom they
 * have waited for long enough, and 480 once a login has grown old.
 */
export function isOfAge(status: number): boolean {
  return status === 400 || status === 480;
}

/**
 * Groups and numbers (412, 420, 423) have nothing to do with an article that is named by its message-id, and no syntax
 * error (501) comes this far: a server that speaks of them doesn't do such a request.
 */
function judgeRead(status: number): Judgement {
  return status >= 200 && status < 300 ? "final" : "unable";
}
