import { createConnection, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { type Arg, DecodeMode, Decoder, ErrorReply, encodeCommand, type Reply } from "fairlead-resp";
import type { ListenAddress } from "../../src/config/address.ts";

/** A client that knows nothing but RESP: what it sends, and what comes back, in order. */
export class RawClient {
  readonly socket: Socket;
  /** Fulfils once the connection is gone. */
  readonly closed: Promise<void>;
  readonly pushes: Reply[] = [];
  /** What nobody asked for. */
  readonly unasked: Reply[] = [];
  isClosed = false;
  private readonly waiting: ((reply: Reply | undefined) => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    const decoder = new Decoder({
      decodeMode: () => DecodeMode.TEXT,
      pushMode: () => DecodeMode.TEXT,
      onReply: (reply) => {
        const next = this.waiting.shift();
        if (next === undefined) this.unasked.push(reply);
        else next(reply);
      },
      onPush: (push) => void this.pushes.push(push),
    });
    socket.on("data", (chunk: Buffer) => decoder.write(chunk));
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.isClosed = true;
        for (const give of this.waiting.splice(0)) give(undefined);
        resolve();
      });
    });
  }

  static async open(address: ListenAddress, tls?: ConnectionOptions): Promise<RawClient> {
    const socket = tls === undefined ? createConnection(address) : connectTls({ ...address, ...tls });
    await new Promise<void>((resolve, reject) => {
      socket.once(tls === undefined ? "connect" : "secureConnect", () => resolve());
      socket.once("error", reject);
    });
    return new RawClient(socket);
  }

  /** The reply, errors included; `undefined` if the connection ends before it. */
  send(...args: readonly Arg[]): Promise<Reply | undefined> {
    const reply = this.reply();
    this.socket.write(encodeCommand(args));
    return reply;
  }

  /** As {@link send}, errors as the text that came. */
  async text(...args: readonly Arg[]): Promise<string> {
    return textOf(await this.send(...args));
  }

  /** The next reply that nobody has asked for yet. */
  reply(): Promise<Reply | undefined> {
    if (this.isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => void this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}

/** A reply as text, errors as they came. */
export function textOf(reply: Reply | undefined): string {
  return reply instanceof ErrorReply ? reply.message : String(reply);
}
