import { Socket, type SocketConstructorOpts } from "node:net";

/** One memory for all that sockets read: whoever gets bytes must be done with them when the call returns. */
const BUFFER: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Reads an accepted socket into memory that all sockets share, so that an idle one holds none and no read allocates any.
 * `net.createServer` has no option for that; where the socket can't be opened anew it reads in the ordinary way.
 */
export function readShared(accepted: Socket, onBytes: (bytes: Buffer, length: number) => void): Socket {
  const owner = accepted as Socket & { _handle?: unknown; _server?: unknown };
  const handle = owner._handle;
  if (handle === null || handle === undefined || accepted.constructor !== Socket) {
    accepted.on("data", (chunk: Buffer) => onBytes(chunk, chunk.length));
    return accepted;
  }
  owner._handle = null;
  const options = {
    handle,
    allowHalfOpen: true,
    onread: {
      buffer: BUFFER,
      callback(length: number, bytes: Uint8Array): boolean {
        onBytes(bytes as Buffer, length);
        return true;
      },
    },
  };
  const socket = new Socket(options as SocketConstructorOpts);
  // The server counts its sockets, and waits for them when it closes.
  (socket as typeof owner)._server = owner._server;
  owner._server = null;
  socket.setNoDelay(true);
  socket.resume();
  return socket;
}
