import type { Socket } from "node:net";
import type { Upload } from "./passage.ts";

/** Bytes that may wait in the socket before its writer better waits, too. */
const HIGH_WATER_BYTES = 1024 * 1024;

/** Writes the rest of a request straight to the socket of a connection that nobody else uses. */
export class SocketUpload implements Upload {
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  write(bytes: Buffer): boolean {
    this.socket.write(bytes);
    return this.socket.writableLength < HIGH_WATER_BYTES;
  }

  whenDrained(then: () => void): void {
    this.socket.once("drain", then);
  }

  abort(): void {
    this.socket.destroy();
  }
}
