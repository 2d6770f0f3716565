import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { frameEnd } from "./frames.ts";

/** What comes in place of a reply. */
const CLOSED = "(closed)";
export const SILENT = "(nothing)";

const PATIENCE_MS = 1_000;

/** A client that knows nothing: sends bytes, and gives the bytes of one reply after the other. */
export class FrameClient {
  private readonly socket: Socket;
  private bytes: Buffer = Buffer.alloc(0);
  private closed = false;
  private wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
      this.wake();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.closed = true;
      this.wake();
    });
  }

  static async connect(port: number): Promise<FrameClient> {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    await once(socket, "connect");
    return new FrameClient(socket);
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** The bytes of the next reply. */
  async reply(): Promise<Buffer> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const end = this.bytes.length === 0 ? -1 : frameEnd(this.bytes, 0);
      if (end !== -1) {
        const frame = this.bytes.subarray(0, end);
        this.bytes = this.bytes.subarray(end);
        return frame;
      }
      const left = deadline - performance.now();
      if (this.closed || left <= 0) return Buffer.from(this.closed ? CLOSED : SILENT);
      await this.change(left);
    }
  }

  /** Sends a command, and gives the bytes of its reply. */
  ask(...args: readonly (string | Buffer)[]): Promise<Buffer> {
    this.send(commandBytes(args));
    return this.reply();
  }

  close(): void {
    this.socket.destroy();
  }

  private change(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

export function commandBytes(args: readonly (string | Buffer)[]): Buffer {
  const parts = args.map((arg) => (typeof arg === "string" ? Buffer.from(arg) : arg));
  const pieces = parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from("\r\n")]);
  return Buffer.concat([Buffer.from(`*${parts.length}\r\n`), ...pieces]);
}
