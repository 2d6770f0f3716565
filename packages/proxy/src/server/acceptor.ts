import { rm } from "node:fs/promises";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from "node:tls";
import { addressText, type ListenAddress } from "../config/address.ts";

const BACKLOG = 4096;
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
    this.server.on("error", (error) => owner.failed(error));
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

  /** @throws {Error} in plain words, with the system's error as `cause`, when it can't listen there. */
  async listen(address: ListenAddress): Promise<void> {
    try {
      await this.tryListen(address);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRINUSE" && "path" in address && (await isDead(address.path))) {
        await rm(address.path);
        await this.tryListen(address);
      } else throw new Error(`can't listen at ${addressText(address)}: ${wordsFor(code)}`, { cause: error });
    }
  }

  /** Accepts nobody any more. Connections that it has accepted stay. */
  close(): void {
    if (this.server.listening) this.server.close();
  }

  private tryListen(address: ListenAddress): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen({ ...address, backlog: BACKLOG }, () => {
        this.server.off("error", reject);
        resolve();
      });
    });
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

/** Whether a unix socket is one that its process has left behind. */
function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
  });
}

function wordsFor(code: string | undefined): string {
  switch (code) {
    case "EADDRINUSE":
      return "the address is in use";
    case "EACCES":
      return "that is not permitted";
    case "EADDRNOTAVAIL":
      return "this machine does not have the address";
    default:
      return code ?? "the system does not say why";
  }
}
