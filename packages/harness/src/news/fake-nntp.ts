import { once } from "node:events";
import { createServer, type Server as Listener, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { LOOPBACK } from "../address.ts";
import { type Certificates, makeCertificates } from "../certificates.ts";
import { onFreePort, releasePort } from "../ports.ts";
import { NntpConnection, type NntpRequest } from "./nntp-connection.ts";
import type { NntpReply } from "./nntp-replies.ts";

/** Decides what is answered. Requests of one connection are handled one after another, in order. */
export type NntpHandler = (request: NntpRequest) => NntpReply | Promise<NntpReply>;

export interface FakeNntpOptions {
  /** The first thing a client gets; `undefined`: nothing. Default `200 fairlead.internal ready`. */
  readonly greeting?: NntpReply;
  /** Speak TLS only, with these certificates, or with new ones. */
  readonly tls?: boolean | Certificates;
  /**
   * Answer COMPRESS DEFLATE with 206 and compress both ways from then on (RFC 8054), in place of asking the
   * handler. Default false.
   */
  readonly compress?: boolean;
}

/** Starts a news server that answers as `handler` says. */
export async function startFakeNntp(handler: NntpHandler, options: FakeNntpOptions = {}): Promise<FakeNntp> {
  const tls = options.tls === true ? await makeCertificates() : options.tls || undefined;
  return onFreePort(async (port) => {
    const fake = new FakeNntp(handler, options, tls, port);
    await fake.listening;
    return fake;
  });
}

/** See {@link startFakeNntp}. */
export class FakeNntp implements AsyncDisposable {
  readonly host: string = LOOPBACK;
  readonly port: number;
  readonly tls: Certificates | undefined;
  readonly listening: Promise<unknown>;
  /** Everything that was asked, in order of arrival over all connections. */
  readonly requests: NntpRequest[] = [];
  /** The open ones, oldest first. */
  readonly connections: Set<NntpConnection> = new Set();
  /** Every one there has been, oldest first. */
  readonly allConnections: NntpConnection[] = [];
  /** May be replaced at any time. */
  handler: NntpHandler;
  /** What new connections get first. May be replaced at any time. */
  greeting: NntpReply;
  readonly #listener: Listener;
  readonly #compress: boolean;
  #failure: { readonly error: unknown } | undefined;

  constructor(handler: NntpHandler, options: FakeNntpOptions, tls: Certificates | undefined, port: number) {
    const { compress = false } = options;
    this.handler = handler;
    this.greeting = "greeting" in options ? options.greeting : "200 fairlead.internal ready";
    this.port = port;
    this.tls = tls;
    this.#compress = compress;
    const accept = (socket: Socket) => this.#accept(socket);
    this.#listener =
      tls === undefined
        ? createServer({ noDelay: true }, accept)
        : createTlsServer({ noDelay: true, cert: tls.cert, key: tls.key }, accept);
    this.#listener.listen(port, LOOPBACK);
    this.listening = once(this.#listener, "listening");
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
    const connection = new NntpConnection(this.allConnections.length + 1, socket, {
      greeting: this.greeting,
      compress: this.#compress,
      received: (request) => this.requests.push(request),
      answer: async (request) => this.handler(request),
      failed: (error) => {
        this.#failure ??= { error };
      },
    });
    this.connections.add(connection);
    this.allConnections.push(connection);
    void connection.gone.then(() => this.connections.delete(connection));
  }
}
