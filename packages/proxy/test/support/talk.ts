import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Config, parseConfig } from "fairlead-proxy";
import { type Arg, DecodeMode, Decoder, ErrorReply, encodeCommand, type Reply } from "fairlead-resp";
import { type Proxy as Running, startProxy } from "../../src/server/proxy.ts";

export type { Running };

/** A proxy with this configuration. @throws when there is something wrong with it. */
export async function proxyOf(yaml: string): Promise<Running> {
  return startProxy(configOf(yaml));
}

function configOf(yaml: string): Config {
  const result = parseConfig(yaml, {}, "/proxy.yaml");
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

/** One client of a proxy's first listener, or of the one named. */
export async function talkTo(proxy: Running, listener?: string): Promise<Talk> {
  const address = listener === undefined ? [...proxy.addresses.values()][0] : proxy.addresses.get(listener);
  if (address === undefined || !("port" in address)) throw new Error("no such listener on a port");
  const socket = connect(address.port, "127.0.0.1");
  await once(socket, "connect");
  return new Talk(socket);
}

/** A connection that says what it is told to, and shows errors as text: `-ERR ...`. */
export class Talk implements AsyncDisposable {
  readonly pushes: Reply[] = [];
  private readonly socket: Socket;
  private readonly waiting: ((reply: Reply) => void)[] = [];
  private heard: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    const decoder = new Decoder({
      decodeMode: () => DecodeMode.TEXT,
      pushMode: () => DecodeMode.TEXT,
      onReply: (reply) => {
        const next = this.waiting.shift();
        if (next !== undefined) next(reply instanceof ErrorReply ? `-${reply.message}` : reply);
        else this.hear(reply);
      },
      onPush: (items) => this.hear(items),
    });
    socket.on("data", (chunk: Buffer) => decoder.write(chunk));
    socket.on("error", () => undefined);
  }

  async say(...args: readonly Arg[]): Promise<Reply> {
    const reply = new Promise<Reply>((resolve) => this.waiting.push(resolve));
    this.socket.write(encodeCommand(args));
    return reply;
  }

  /** Says a line of words. */
  line(text: string): Promise<Reply> {
    return this.say(...text.split(" "));
  }

  /** Says several lines at once, and gives all replies. */
  lines(...texts: readonly string[]): Promise<Reply[]> {
    return Promise.all(texts.map((text) => this.line(text)));
  }

  /** What it is told unasked, in order. */
  async next(): Promise<Reply> {
    while (this.pushes.length === 0) {
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
    }
    return this.pushes.shift() as Reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }

  private hear(reply: Reply): void {
    this.pushes.push(reply);
    this.heard();
  }
}
