import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from "node:tls";
import type { ListenAddress } from "../config/address.ts";
import { listenAt } from "../workers/listen.ts";

/** Milliseconds for a TLS handshake. */
const HANDSHAKE_MS = 10_000;

/** What an acceptor tells its listener. */
export interface AcceptorOwner {
  /** Whether a connection is welcome; what to do with one that isn't is the owner's business. */
  welcomes(socket: Socket): boolean;
  /** Ready to be spoken on. Paused, unless it is encrypted. */
  accepted(socket: Socket): void;
  /** Accepting failed, or a handshake did. It goes on. */
  failed(error: Error): void;
}

/** Accepts connections at one address, encrypted or not. */
export class Acceptor {
  /** Encrypted connections, those included whose handshake is under way. */
  encrypted = 0;
  private readonly owner: AcceptorOwner;
  private readonly server: Server;
  private tls: TlsServer | undefined = undefined;

  constructor(owner: AcceptorOwner) {
    this.owner = owner;
    const settings = { noDelay: true, pauseOnConnect: true, keepAlive: true };
    this.server = createServer(settings, (socket) => this.greet(socket));
    // Without a free file the system can't accept; those that it has accepted by then are served on.
    this.server.on("error", (error) => this.server.listening && owner.failed(error));
  }

  /** Encrypts connections from here on, or not. @throws when a certificate and its key don't belong together. */
  encrypt(options: TlsOptions | undefined): void {
    this.tls = options && this.tlsServer(options);
  }

  get encrypts(): boolean {
    return this.tls !== undefined;
  }

  /** Where it listens; the port that was free, where it was 0. */
  get address(): ListenAddress {
    const address = this.server.address();
    if (address === null) throw new Error("it does not listen");
    return typeof address === "string" ? { path: address } : { host: address.address, port: address.port };
  }

  /** @throws as {@link listenAt} */
  listen(address: ListenAddress): Promise<void> {
    return listenAt(this.server, address);
  }

  /** Accepts nobody any more. Connections that it has accepted stay. */
  close(): void {
    if (this.server.listening) this.server.close();
  }

  private greet(socket: Socket): void {
    if (!this.owner.welcomes(socket)) return;
    if (this.tls === undefined) {
      this.owner.accepted(socket);
      return;
    }
    this.encrypted++;
    socket.once("close", () => this.encrypted--);
    this.tls.emit("connection", socket);
  }

  private tlsServer(options: TlsOptions): TlsServer {
    const { owner } = this;
    const server = createTlsServer({ ...options, handshakeTimeout: HANDSHAKE_MS, noDelay: true });
    server.on("secureConnection", (socket) => owner.accepted(socket));
    server.on("tlsClientError", (error) => owner.failed(error));
    return server;
  }
}
