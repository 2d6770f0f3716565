import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { DecodeMode, Decoder, ErrorReply, encodeCommand, type Reply } from "fairlead-resp";
import type { Command } from "../../src/commands/command.ts";

/** One connection that decodes as a client's does, one command at a time. */
export class RawConnection implements AsyncDisposable {
  private readonly socket: Socket;
  private mode: number = DecodeMode.PLAIN;
  private resolve: ((reply: Reply) => void) | undefined;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    const decoder = new Decoder({
      decodeMode: () => this.mode,
      pushMode: () => DecodeMode.PLAIN,
      onReply: (reply) => this.resolve?.(reply),
      onPush: () => {},
    });
    this.socket.on("data", (chunk: Buffer) => decoder.write(chunk));
  }

  /** The reply in the shape that the command's type promises. */
  async send(command: Command): Promise<unknown> {
    const { spec, args, options } = command;
    this.mode = DecodeMode.PLAIN | (options?.reply === "bytes" ? DecodeMode.BYTES : 0);
    const reply = await this.ask([...spec.name.split(" "), ...args]);
    if (reply instanceof ErrorReply) throw new Error(`${spec.name}: ${reply.message}`);
    return spec.decode === undefined ? reply : spec.decode(reply, args, this.mode);
  }

  async ask(words: Parameters<typeof encodeCommand>[0]): Promise<Reply> {
    const reply = new Promise<Reply>((resolve) => {
      this.resolve = resolve;
    });
    this.socket.write(encodeCommand(words));
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    if (!this.socket.closed) await once(this.socket, "close");
  }
}
