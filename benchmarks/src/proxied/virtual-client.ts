import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Address } from "../servers/address.ts";

/** Bytes to send, and exactly those that must come back. */
export interface Exchange {
  readonly request: Uint8Array;
  readonly reply: Buffer;
}

/** One connection that does one exchange after another. */
export class VirtualClient {
  readonly #socket: Socket;
  #expected: Buffer = Buffer.alloc(0);
  #received = 0;
  #resolve: (() => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  /** Why nothing more is to be had from it. */
  #failure: Error | undefined;

  /** With TLS if there is a `ca`, as PEM. */
  static async open({ host, port }: Address, ca?: string): Promise<VirtualClient> {
    if (ca === undefined) {
      const socket = connect({ host, port, noDelay: true });
      await once(socket, "connect");
      return new VirtualClient(socket);
    }
    const socket = connectTls({ host, port, ca });
    socket.setNoDelay(true);
    await once(socket, "secureConnect");
    return new VirtualClient(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the connection was closed before the reply")));
  }

  /** @throws {Error} for any other reply than the expected, and when the connection ends. One at a time. */
  exchange({ request, reply }: Exchange): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#expected = reply;
      this.#received = 0;
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.resetAndDestroy();
  }

  #read(chunk: Buffer): void {
    const end = this.#received + chunk.length;
    const part = this.#expected.subarray(this.#received, end);
    if (!part.equals(chunk)) {
      this.#fail(new Error(`a wrong reply: expected ${show(part)}, got ${show(chunk)}`));
      return;
    }
    this.#received = end;
    if (end === this.#expected.length) this.#resolve?.();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#reject?.(this.#failure);
    this.#socket.destroy();
  }
}

function show(bytes: Buffer): string {
  return JSON.stringify(bytes.toString("latin1", 0, 100));
}
