import { once } from "node:events";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";
import type { Address } from "fairlead-harness";

/** A news reader that knows bytes, and lines and blocks where it is told to expect them. */
export class Reader {
  /** Fulfils with what was not taken when the connection has ended. */
  readonly ended: Promise<Buffer>;
  private below: Duplex;
  private above: Pick<Duplex, "write">;
  private memory = Buffer.alloc(1024);
  private start = 0;
  private length = 0;
  private isOver = false;
  private wake: () => void = () => undefined;
  /** Calls back when all that has come can be read. */
  private unpacked: (done: () => void) => void = (done) => done();
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
    return this.memory.subarray(this.start, this.start + this.length);
  }

  send(bytes: Buffer | string): void {
    this.above.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    const line = await this.upTo((received, from) => behind(received, "\r\n", from));
    return line.toString("latin1", 0, line.length - 2);
  }

  /** Sends a line, and gives the next one. */
  say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.line();
  }

  /** The next reply, of which a block is a part, as it came. */
  block(): Promise<Buffer> {
    return this.upTo((received, from) => behind(received, "\r\n.\r\n", from));
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
    const early = Buffer.from(this.received);
    this.length = 0;
    inflate.write(early);
    below.on("data", (chunk: Buffer) => inflate.write(chunk));
    inflate.on("error", () => undefined); // an end in the middle
    this.unpacked = (done) => inflate.once("close", done).end();
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
    socket.once("close", () => this.unpacked(() => this.over()));
  }

  private over(): void {
    this.isOver = true;
    this.settle(this.received);
    this.wake();
  }

  private take(chunk: Buffer): void {
    const { received } = this;
    if (this.start + this.length + chunk.length > this.memory.length) {
      const memory = Buffer.alloc(Math.max(this.memory.length, 2 * (this.length + chunk.length)));
      received.copy(memory);
      this.memory = memory;
      this.start = 0;
    }
    chunk.copy(this.memory, this.start + this.length);
    this.length += chunk.length;
    this.wake();
  }

  private async upTo(endOf: (received: Buffer, from: number) => number): Promise<Buffer> {
    for (let from = 0; ; ) {
      const { received } = this;
      const end = endOf(received, from);
      if (end !== -1) return this.cut(end);
      from = Math.max(0, received.length - 4);
      if (this.isOver) throw new Error(`it ended, and had sent: ${received.subarray(0, 500)}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private cut(end: number): Buffer {
    const taken = Buffer.from(this.received.subarray(0, end));
    this.start += end;
    this.length -= end;
    return taken;
  }
}

function behind(received: Buffer, end: string, from: number): number {
  const at = received.indexOf(end, from);
  return at === -1 ? -1 : at + end.length;
}
