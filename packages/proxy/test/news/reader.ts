import { once } from "node:events";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";
import { type Address, blockEnd } from "fairlead-harness";

const NOTHING: Buffer = Buffer.alloc(0);

/** A news reader that knows bytes, and lines and blocks where it is told to expect them. */
export class Reader {
  /** Fulfils with what was not taken when the connection has ended. */
  readonly ended: Promise<Buffer>;
  private below: Duplex;
  private above: Pick<Duplex, "write">;
  private pieces: Buffer[] = [];
  private isOver = false;
  private wake: () => void = () => undefined;
  private settle!: (rest: Buffer) => void;

  private constructor(socket: Duplex) {
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.below = socket;
    this.above = socket;
    this.attend(socket);
  }

  /** Connects; with `ca`, by TLS. */
  static async open({ host, port }: Address, ca?: string): Promise<Reader> {
    const socket = ca === undefined ? connect({ host, port, noDelay: true }) : connectTls({ host, port, ca });
    await once(socket, ca === undefined ? "connect" : "secureConnect");
    return new Reader(socket);
  }

  /** What has come and was not taken. */
  get received(): Buffer {
    if (this.pieces.length !== 1) this.pieces = [Buffer.concat(this.pieces)];
    return this.pieces[0] ?? NOTHING;
  }

  send(bytes: Buffer | string): void {
    this.above.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    const line = await this.upTo((received) => received.indexOf("\r\n") + 2);
    return line.toString("latin1", 0, line.length - 2);
  }

  /** Sends a line, and gives the next one. */
  say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.line();
  }

  /** The next reply, of which a block is a part, as it came. */
  block(): Promise<Buffer> {
    return this.upTo(blockEnd);
  }

  /** Sends a line, and gives the reply to it, which has a block. */
  ask(line: string): Promise<Buffer> {
    this.send(`${line}\r\n`);
    return this.block();
  }

  /** Reads no more for now. */
  pause(): void {
    this.below.pause();
  }

  resume(): void {
    this.below.resume();
  }

  /** Begins TLS, in the middle of the connection. */
  async encrypt(ca: string, host: string): Promise<void> {
    this.below.removeAllListeners("data");
    const tls = connectTls({ socket: this.below, host, ca });
    this.attend(tls);
    this.below = tls;
    this.above = tls;
    await once(tls, "secureConnect");
  }

  /** Both sides compress from now on. */
  compress(): void {
    const { below } = this;
    const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    const inflate = createInflateRaw();
    below.removeAllListeners("data");
    deflate.on("data", (chunk: Buffer) => below.write(chunk));
    inflate.on("data", (chunk: Buffer) => this.take(chunk));
    const early = this.received;
    this.pieces = [];
    inflate.write(early);
    below.on("data", (chunk: Buffer) => inflate.write(chunk));
    this.above = deflate;
  }

  /** Ends the sending side. */
  end(): void {
    this.below.end();
  }

  async close(): Promise<void> {
    this.below.destroy();
    await this.ended;
  }

  private attend(socket: Duplex): void {
    socket.on("data", (chunk: Buffer) => this.take(chunk));
    socket.on("error", () => undefined); // its end follows
    socket.once("close", () => {
      this.isOver = true;
      this.settle(this.received);
      this.wake();
    });
  }

  private take(chunk: Buffer): void {
    this.pieces.push(chunk);
    this.wake();
  }

  private async upTo(endOf: (received: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const { received } = this;
      const end = endOf(received);
      if (end > 1) {
        this.pieces = [received.subarray(end)];
        return received.subarray(0, end);
      }
      if (this.isOver) throw new Error(`it ended, and had sent: ${received.subarray(0, 500)}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
