import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, checkServerIdentity, connect as connectTls } from "node:tls";
import type { ProviderTls } from "../config/provider-config.ts";
import { Deflate } from "./deflate.ts";
import { type Trouble, trouble } from "./trouble.ts";

/**
 * One memory for all that is read from providers: whoever gets bytes is done with them when the call returns. Large, as an article in
 * few pieces costs half of what it does in many.
 */
const SHARED: Buffer = Buffer.allocUnsafeSlow(256 * 1024);

/** Milliseconds that a server has for closing its side. */
const LINGER_MS = 1_000;

/** Where a provider is. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** `ca`: PEM of who signs its certificate, in place of the system's. */
  readonly tls: (ProviderTls & { readonly ca: string | undefined }) | undefined;
}

/** Who uses a wire. Nothing is called once the wire was closed or destroyed. */
export interface WireUser {
  /** It is connected, implicit TLS included; or has TLS after `startTls`. */
  ready(): void;
  /** In memory that is used again. */
  bytes(bytes: Buffer, start: number, end: number): void;
  /** There is room again, after `write` gave `false`. */
  drained(): void;
  /** It is over. */
  ended(trouble: Trouble): void;
}

/** The bytes of one connection, under TLS and DEFLATE or not. */
export class Wire {
  user: WireUser;
  private readonly endpoint: Endpoint;
  private socket: Socket;
  private deflate: Deflate | undefined = undefined;
  private isReady = false;
  private isPaused = false;
  /** The unpacking is behind. */
  private isFull = false;
  private isOver = false;

  /** Connects. */
  constructor(endpoint: Endpoint, user: WireUser) {
    this.endpoint = endpoint;
    this.user = user;
    const { host, port, tls } = endpoint;
    const onread = {
      buffer: SHARED,
      callback: (length: number, bytes: Uint8Array): boolean => {
        this.arrived(bytes as Buffer, length);
        return true;
      },
    };
    if (tls?.mode === "implicit") {
      this.socket = connectTls({ host, port, ...tlsOptions(host, tls), onread } as ConnectionOptions);
      this.attend(this.socket, "secureConnect");
    } else {
      // A socket that TLS is put on later can't read into memory of ours.
      this.socket = connect(tls === undefined ? { host, port, onread } : { host, port });
      this.attend(this.socket, "connect");
      if (tls !== undefined) this.socket.on("data", (chunk: Buffer) => this.arrived(chunk, chunk.length));
    }
  }

  /** Bytes on the network. */
  get receivedBytes(): number {
    return this.socket.bytesRead;
  }

  get sentBytes(): number {
    return this.socket.bytesWritten ?? 0;
  }

  /** `false`: no more should be written before `drained`. */
  write(bytes: Buffer): boolean {
    return this.deflate === undefined ? this.socket.write(bytes) : this.deflate.write(bytes);
  }

  /** Puts TLS on; then the user is `ready`. Nothing may be under way. */
  startTls(): void {
    const { host, tls } = this.endpoint;
    if (tls === undefined) throw new Error("No TLS is configured.");
    const { socket } = this;
    socket.removeAllListeners();
    socket.on("error", (error) => this.failed(error));
    this.isReady = false;
    this.socket = connectTls({ socket, ...tlsOptions(host, tls) });
    this.socket.on("data", (chunk: Buffer) => this.arrived(chunk, chunk.length));
    this.attend(this.socket, "secureConnect");
  }

  /** Puts DEFLATE on. Nothing may be under way. */
  startDeflate(): void {
    this.deflate = new Deflate({
      send: (bytes) => this.socket.write(bytes),
      receive: (bytes) => {
        if (!this.isOver) this.user.bytes(bytes, 0, bytes.length);
      },
      full: (isFull) => {
        this.isFull = isFull;
        this.flow();
      },
      ended: (error) => this.over(error === undefined ? CLOSED : trouble("malformed", error.message)),
    });
    this.deflate.onDrain(() => {
      if (!this.isOver) this.user.drained();
    });
  }

  /** Reads no more for now; what has been read already may still be handed on. */
  pause(): void {
    this.isPaused = true;
    this.deflate?.pause();
    this.flow();
  }

  resume(): void {
    this.isPaused = false;
    this.deflate?.resume();
    this.flow();
  }

  /** Sends last words, and closes. */
  close(words: Buffer): void {
    if (this.isOver) return;
    this.write(words);
    this.isOver = true;
    const { socket, deflate } = this;
    if (deflate === undefined) socket.end();
    else deflate.flushed(() => socket.end());
    this.isPaused = this.isFull = false;
    socket.resume();
    const late = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => {
      clearTimeout(late);
      deflate?.destroy();
    });
  }

  destroy(): void {
    this.isOver = true;
    this.socket.destroy();
    this.deflate?.destroy();
  }

  private attend(socket: Socket, ready: "connect" | "secureConnect"): void {
    socket.setNoDelay(true);
    socket.once(ready, () => {
      this.isReady = true;
      if (!this.isOver) this.user.ready();
    });
    socket.on("drain", () => {
      if (this.deflate === undefined && !this.isOver) this.user.drained();
    });
    socket.on("error", (error) => this.failed(error));
    socket.on("end", () => {
      if (this.deflate === undefined) this.over(CLOSED);
      else this.deflate.readEnd();
    });
    socket.on("close", () => {
      // What is unpacked still comes first.
      if (this.deflate === undefined || !socket.readableEnded) this.over(CLOSED);
    });
    socket.resume();
  }

  private arrived(bytes: Buffer, length: number): void {
    if (this.isOver) return;
    if (this.deflate === undefined) this.user.bytes(bytes, 0, length);
    else this.deflate.read(bytes, 0, length);
  }

  private flow(): void {
    const paused = this.deflate === undefined ? this.isPaused : this.isFull;
    if (paused) this.socket.pause();
    else this.socket.resume();
  }

  private failed(error: NodeJS.ErrnoException): void {
    // Of several addresses that failed there is no message.
    this.over(trouble(this.isReady ? "closed" : "connect", error.message || String(error.code)));
  }

  private over(why: Trouble): void {
    if (this.isOver) return;
    this.destroy();
    this.user.ended(why);
  }
}

const CLOSED = trouble("closed", "The server closed the connection.");

function tlsOptions(host: string, tls: NonNullable<Endpoint["tls"]>): ConnectionOptions {
  const name = tls.serverName ?? host;
  return {
    // Addresses are no server names.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    rejectUnauthorized: tls.verify,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  };
}
