import { once } from "node:events";
import { createServer, type Server as Listener, type Socket } from "node:net";
import { CommandReader, ErrorReply, encodeReply, RespError, type ServerReply, Simple } from "fairlead-resp";
import { type Address, LOOPBACK } from "./address.ts";
import { Bytes, bytes, writePieces } from "./bytes.ts";
import { onFreePort, releasePort } from "./ports.ts";
import { goneOf, reset } from "./reset.ts";

/** One command, as it came. */
export interface FakeRequest {
  /** The name in upper case, for comparing: `GET`. */
  readonly name: string;
  /** Name included. */
  readonly args: readonly string[];
  /** The same as bytes. */
  readonly raw: readonly Buffer[];
  readonly connection: FakeConnection;
}

/** A value, to be encoded in the connection's protocol; bytes; or `undefined`, which answers nothing. */
export type FakeReply = ServerReply | Bytes | undefined;

/** Decides what is answered. Requests of one connection are handled one after another, in order. */
export type FakeHandler = (request: FakeRequest) => FakeReply | Promise<FakeReply>;

export const OK: Simple = new Simple("OK");

/** A redirection, also back to where it comes from: `moved(0, request.connection.fake)`. */
export function moved(slot: number, { host, port }: Address): ErrorReply {
  return new ErrorReply(`MOVED ${slot} ${host}:${port}`);
}

/** Answers what clients say on every new connection, HELLO first of all; undefined for other commands. */
export function handshake({ name, args, connection }: FakeRequest): FakeReply {
  switch (name) {
    case "HELLO":
      if (args[1] !== undefined) connection.protocol = args[1] === "3" ? 3 : 2;
      return {
        server: "redis",
        version: "7.0.15",
        proto: connection.protocol,
        id: connection.id,
        modules: [],
      };
    case "CLIENT":
      return args[1]?.toUpperCase() === "ID" ? connection.id : OK;
    case "AUTH":
    case "READONLY":
    case "SELECT":
      return OK;
    default:
      return undefined;
  }
}

/** Starts a server that answers as `handler` says. */
export async function startFake(handler: FakeHandler): Promise<Fake> {
  return onFreePort(async (port) => {
    const fake = new Fake(handler, port);
    await fake.listening;
    return fake;
  });
}

/** See {@link startFake}. */
export class Fake implements AsyncDisposable {
  readonly host: string = LOOPBACK;
  readonly port: number;
  readonly listening: Promise<unknown>;
  /** Everything that was asked, in order of arrival over all connections. */
  readonly requests: FakeRequest[] = [];
  /** The open ones, oldest first. */
  readonly connections: Set<FakeConnection> = new Set();
  /** May be replaced at any time. */
  handler: FakeHandler;
  readonly #listener: Listener;
  #accepted = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(handler: FakeHandler, port: number) {
    this.handler = handler;
    this.port = port;
    this.#listener = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#listener.listen(port, LOOPBACK);
    this.listening = once(this.#listener, "listening");
  }

  get url(): string {
    return `redis://${this.host}:${this.port}`;
  }

  /**
   * Stops listening and ends every connection.
   * @throws what the handler threw first, if it ever did: its connection was reset.
   */
  async close(): Promise<void> {
    this.#listener.close();
    const connections = [...this.connections];
    for (const connection of connections) connection.reset();
    await Promise.all(connections.map((connection) => connection.gone));
    releasePort(this.port);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(socket: Socket): void {
    const connection = new FakeConnection(this, ++this.#accepted, socket);
    this.connections.add(connection);
    void connection.gone.then(() => this.connections.delete(connection));
    let answered = Promise.resolve();
    const reader = new CommandReader((command) => {
      const raw = command.args();
      const args = raw.map(String);
      const request = { name: args[0]!.toUpperCase(), args, raw, connection };
      this.requests.push(request);
      answered = answered.then(() => this.#answer(request));
    });
    socket.on("data", (chunk: Buffer) => {
      try {
        reader.write(chunk);
      } catch (error) {
        if (!(error instanceof RespError)) throw error;
        const refusal = new ErrorReply(`ERR ${error.message}`);
        answered = answered.then(() => connection.send(refusal)).finally(() => connection.close());
      }
    });
  }

  async #answer(request: FakeRequest): Promise<void> {
    try {
      const reply = await this.handler(request);
      await request.connection.send(reply);
    } catch (error) {
      this.#failure ??= { error };
      request.connection.reset();
    }
  }
}

/** One client's connection to a fake. */
export class FakeConnection {
  readonly fake: Fake;
  /** Counts from 1. */
  readonly id: number;
  /** How values are encoded. */
  protocol: 2 | 3 = 2;
  /** Resolves when it is over. */
  readonly gone: Promise<unknown>;
  readonly #socket: Socket;

  constructor(fake: Fake, id: number, socket: Socket) {
    this.fake = fake;
    this.id = id;
    this.#socket = socket;
    this.gone = goneOf(socket);
  }

  /**
   * Sends something nobody asked for, or one of several replies. Resolves when it has left, or can't any
   * more.
   */
  async send(reply: FakeReply): Promise<void> {
    if (reply === undefined) return;
    const raw = reply instanceof Bytes ? reply : bytes(encodeReply(reply, this.protocol));
    await writePieces(this.#socket, raw);
  }

  /** Ends the connection in order. */
  close(): void {
    this.#socket.destroySoon();
  }

  /** Resets the connection. */
  reset(): void {
    reset(this.#socket);
  }
}
