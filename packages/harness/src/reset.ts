import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Ends a connection at once: by a reset, if it is open and nothing is on its way. */
export function reset(socket: Socket): void {
  // resetAndDestroy() waits until what was written has left: for good, if nobody reads. While the socket is being shut
  // down it fails. A unix socket has no RST, and one with TLS can't send it.
  const isQuiet = socket.writable && socket.writableLength === 0 && socket.remotePort !== undefined;
  if (isQuiet && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  else socket.destroy();
}

/** Resolves when a socket is gone: true if it failed. From now on its errors need no other listener. */
export function goneOf(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once("close", resolve);
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.syscall === "reset") resolve(true); // then Node never tells that it is closed
    });
  });
}
