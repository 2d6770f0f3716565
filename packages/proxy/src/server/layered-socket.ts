import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket, type TlsOptions } from "node:tls";
import type { ClientLayers } from "../news/client-layers.ts";
import { Deflate } from "../providers/deflate.ts";

/** Stands where a layer is put on, among what is written. */
const CHANGE: Buffer = Buffer.alloc(1);

/** A client's connection on which TLS and DEFLATE can be put later: to a session it is one and the same. */
export class LayeredSocket extends Duplex implements ClientLayers {
  isEncrypted: boolean;
  isCompressed = false;
  private top: Socket;
  /** Bytes that were read and written before there was TLS. */
  private readBefore = 0;
  private writtenBefore = 0;
  private deflate: Deflate | undefined = undefined;
  private readonly onBytes: (bytes: Buffer, length: number) => void;
  private readonly tls: () => TlsOptions | undefined;
  /** Unpacking is behind, or nothing more is to be read. */
  private isFull = false;
  private isHeldUp = false;
  /** Puts a layer on, once what was written before is on its way: nothing is read meanwhile. */
  private change: (() => void) | undefined = undefined;

  /** `tls`: for clients that ask for it, as of now; `undefined` if they can't. */
  constructor(
    accepted: Socket,
    onBytes: (bytes: Buffer, length: number) => void,
    tls: () => TlsOptions | undefined,
  ) {
    super({ allowHalfOpen: true, decodeStrings: false });
    this.onBytes = onBytes;
    this.tls = tls;
    this.top = accepted;
    this.isEncrypted = accepted instanceof TLSSocket;
    this.attend(accepted);
  }

  get bytesRead(): number {
    return this.readBefore + this.top.bytesRead;
  }

  get bytesWritten(): number {
    return this.writtenBefore + (this.top.bytesWritten ?? 0);
  }

  get startTls(): (() => void) | undefined {
    const options = this.isEncrypted ? undefined : this.tls();
    if (options === undefined) return undefined;
    return () => {
      this.isEncrypted = true;
      this.putOn(() => this.encrypt(options));
    };
  }

  get startDeflate(): (() => void) | undefined {
    if (this.isCompressed) return undefined;
    return () => {
      this.isCompressed = true;
      this.putOn(() => this.compress());
    };
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.top.setTimeout(ms, callback);
    return this;
  }

  override pause(): this {
    this.isHeldUp = true;
    this.deflate?.pause();
    this.flow();
    return this;
  }

  override resume(): this {
    this.isHeldUp = false;
    this.deflate?.resume();
    this.flow();
    return this;
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (bytes === CHANGE) {
      this.change?.();
      this.change = undefined;
      this.flow();
      done();
      return;
    }
    if (this.deflate === undefined) {
      this.top.write(bytes, done);
      return;
    }
    // Whoever wrote uses the memory again once this is done.
    this.deflate.write(bytes, () => {
      if (this.top.writableNeedDrain) this.top.once("drain", () => done());
      else done();
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    const end = (): void => void this.top.end(() => done());
    if (this.deflate === undefined) end();
    else this.deflate.flushed(end);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.top.destroy();
    this.deflate?.destroy();
    done(error);
  }

  private attend(socket: Socket): void {
    socket.on("data", (bytes: Buffer) => this.arrived(bytes));
    socket.on("end", () => this.emit("end"));
    socket.on("error", () => undefined); // its end follows
    socket.on("close", () => this.destroy());
    socket.resume();
  }

  private arrived(bytes: Buffer): void {
    if (this.deflate === undefined) this.onBytes(bytes, bytes.length);
    else this.deflate.read(bytes, 0, bytes.length);
  }

  private putOn(layer: () => void): void {
    this.change = layer;
    this.flow();
    this.write(CHANGE);
  }

  private encrypt(options: TlsOptions): void {
    const { cert, key, ca, requestCert = false, rejectUnauthorized = false, ...more } = options;
    const below = this.top;
    below.removeAllListeners("data");
    below.removeAllListeners("end");
    const context = { ...more, ...(cert && { cert }), ...(key && { key }), ...(ca && { ca }) };
    const tls = new TLSSocket(below, {
      isServer: true,
      secureContext: createSecureContext(context),
      requestCert,
      rejectUnauthorized: false,
    });
    tls.once("secure", () => {
      if (requestCert && rejectUnauthorized && !tls.authorized) this.destroy();
    });
    this.readBefore = below.bytesRead;
    this.writtenBefore = below.bytesWritten ?? 0;
    this.top = tls;
    this.attend(tls);
  }

  private compress(): void {
    this.deflate = new Deflate({
      send: (bytes) => this.top.write(bytes),
      receive: (bytes) => this.onBytes(bytes, bytes.length),
      full: (isFull) => {
        this.isFull = isFull;
        this.flow();
      },
      ended: () => this.destroy(),
    });
  }

  private flow(): void {
    const isPaused = this.deflate === undefined ? this.isHeldUp : this.isFull;
    if (isPaused || this.change !== undefined) this.top.pause();
    else this.top.resume();
  }
}
