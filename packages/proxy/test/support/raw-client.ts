import { connect, type Socket } from "node:net";
import { type Arg, DecodeMode, Decoder, ErrorReply, encodeCommand, type Reply } from "fairlead-resp";
import type { ListenAddress } from "../../src/config/address.ts";

/** A client that sends bytes and reads replies, and knows nothing else. Errors come as their text behind `-`. */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket;
  /** What came unasked (RESP3). */
  readonly pushes: Reply[] = [];
  /** Fulfils when the server has ended the connection. */
  readonly ended: Promise<void>;
  private readonly replies: Reply[] = [];
  private readonly waiting: ((reply: Reply) => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    const take = (reply: Reply): void => {
      const next = this.waiting.shift();
      const shown = reply instanceof ErrorReply ? `-${reply.message}` : reply;
      if (next === undefined) this.replies.push(shown);
      else next(shown);
    };
    const decoder = new Decoder({
      decodeMode: () => DecodeMode.PLAIN,
      pushMode: () => DecodeMode.PLAIN,
      onReply: take,
      onPush: (items) => this.pushes.push(items),
    });
    socket.on("data", (chunk) => decoder.write(chunk));
    socket.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      socket.once("close", () => {
        for (const wake of this.waiting.splice(0)) wake("closed");
        resolve();
      });
    });
  }

  static async open(address: ListenAddress | undefined): Promise<RawClient> {
    if (address === undefined) throw new Error("there is no such listener");
    const socket = connect(address as { host: string; port: number });
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    socket.setNoDelay(true);
    return new RawClient(socket);
  }

  /** The next reply; "closed" when there will be none. */
  next(): Promise<Reply> {
    const reply = this.replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (this.socket.destroyed) return Promise.resolve("closed");
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Sends one command, words parted by spaces, and gives its reply. */
  send(command: string): Promise<Reply> {
    this.socket.write(encodeCommand(command.split(" ")));
    return this.next();
  }

  /** Sends one command whose words may hold spaces, and gives its reply. */
  say(...words: readonly Arg[]): Promise<Reply> {
    this.socket.write(encodeCommand(words));
    return this.next();
  }

  /** Sends commands in one write, and gives so many replies. */
  async pipeline(commands: readonly string[], replies: number = commands.length): Promise<Reply[]> {
    this.socket.write(Buffer.concat(commands.map((command) => encodeCommand(command.split(" ")))));
    return this.read(replies);
  }

  /** Sends bytes as they are, and gives so many replies. */
  async raw(bytes: string | Buffer, replies: number): Promise<Reply[]> {
    this.socket.write(bytes);
    return this.read(replies);
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async read(count: number): Promise<Reply[]> {
    const replies: Reply[] = [];
    while (replies.length < count) replies.push(await this.next());
    return replies;
  }
}
