import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Arg, DecodeMode, Decoder, ErrorReply, encodeCommand, type Reply } from "fairlead-resp";
import type { Address } from "./address.ts";

const TIMEOUT_MS = 10_000;

/** A server answered a command of the harness with an error. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** The error's first word: `ERR`, `NOAUTH`. */
  readonly code: string;

  constructor(args: readonly Arg[], reply: ErrorReply) {
    super(`${args.slice(0, 2).join(" ")}: ${reply.message}`);
    this.code = reply.code;
  }
}

export interface ControlOptions extends Address {
  /** The authority's certificate, where the server speaks TLS. */
  readonly ca?: string | undefined;
  readonly login?: { readonly user: string; readonly password: string } | undefined;
}

/** The harness's own way to give one server orders. Connects when needed, also again. */
export class Control {
  readonly #options: ControlOptions;
  #line: Line | undefined;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  /**
   * Sends one command. `mode` is a {@link DecodeMode}.
   * @throws {CommandError} when the server answers with an error.
   * @throws {Error} when the connection fails, or there is no reply for 10 s.
   */
  async command(args: readonly Arg[], mode: number = DecodeMode.TEXT): Promise<Reply> {
    if (this.#line === undefined || this.#line.socket.destroyed) this.#line = this.#connect();
    const reply = await this.#line.ask(args, mode);
    if (reply instanceof ErrorReply) throw new CommandError(args, reply);
    return reply;
  }

  close(): void {
    this.#line?.socket.destroy();
  }

  #connect(): Line {
    const { host, port, ca, login } = this.#options;
    const socket =
      ca === undefined ? connect({ host, port }) : connectTls({ host, port, ca, servername: "localhost" });
    const line = new Line(socket);
    // What comes of a failed login shows in the command that follows.
    if (login !== undefined) line.ask(["AUTH", login.user, login.password], DecodeMode.TEXT).catch(() => {});
    return line;
  }
}

interface Question {
  readonly mode: number;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** One connection. Keeps the process running only while a reply is due. */
class Line {
  readonly socket: Socket;
  readonly #questions: Question[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    const decoder = new Decoder({
      decodeMode: () => this.#questions[0]?.mode ?? DecodeMode.TEXT,
      pushMode: () => DecodeMode.TEXT,
      onReply: (reply) => this.#questions.shift()?.resolve(reply),
      onPush: () => {},
    });
    socket.on("data", (chunk: Buffer) => decoder.write(chunk));
    socket.once("error", (error) => this.#fail(error));
    socket.once("close", () => this.#fail(new Error("the server closed the connection")));
  }

  async ask(args: readonly Arg[], mode: number): Promise<Reply> {
    if (this.socket.destroyed) throw new Error("the connection to the server is gone");
    this.socket.ref();
    const late = () => this.socket.destroy(new Error(`no reply to ${args[0]} within ${TIMEOUT_MS} ms`));
    const timer = setTimeout(late, TIMEOUT_MS);
    try {
      return await new Promise<Reply>((resolve, reject) => {
        this.#questions.push({ mode, resolve, reject });
        this.socket.write(encodeCommand(args));
      });
    } finally {
      clearTimeout(timer);
      if (this.#questions.length === 0) this.socket.unref();
    }
  }

  #fail(error: Error): void {
    for (const question of this.#questions.splice(0)) question.reject(error);
  }
}
