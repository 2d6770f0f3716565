import type { ClientSocket } from "./client-socket.ts";
import type { Dialogue, Ending } from "./dialogue.ts";
import type { Slot } from "./slot.ts";

/** Milliseconds that a client has for closing its side. */
const LINGER_MS = 1_000;
/** Milliseconds in which a client must read something of what is left for it. */
const STALL_MS = 30_000;

/** Endings after which the client gets nothing any more. */
const ABRUPT: ReadonlySet<Ending> = new Set(["client", "slow-reader", "killed", "expelled"]);

/** Whether a client that says nothing more may still want replies to `requests`. */
export function isAwaited<S extends Slot>(
  { allowHalfOpen = false }: ClientSocket,
  dialogue: Dialogue<S>,
  requests: readonly S[],
): boolean {
  return allowHalfOpen && requests.length > 0 && dialogue.isAwaited?.(requests) === true;
}

/** Closes the connection of a session that is over. */
export function part(socket: ClientSocket, why: Ending): void {
  if (ABRUPT.has(why)) socket.destroy();
  else sayGoodbye(socket);
}

/**
 * Closes a connection once the client has all that was written to it. Whatever it still sends is read and dropped: with
 * bytes unread, the system would reset the connection and take away replies that the client has not read.
 */
function sayGoodbye(socket: ClientSocket): void {
  socket.setTimeout(STALL_MS, () => socket.destroy());
  socket.end(() => {
    const late = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(late));
  });
  socket.resume();
}

/** Closes a connection that is no session's, with a last word. */
export function turnAway(socket: ClientSocket, word: Buffer): void {
  socket.on("error", () => undefined);
  socket.write(word);
  sayGoodbye(socket);
}
