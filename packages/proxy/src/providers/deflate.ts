import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";

const CHUNK_BYTES = 64 * 1024;

/** Where compressed bytes go, and plain ones come out. */
export interface DeflateEnds {
  /** Compressed, to the server. */
  send(bytes: Buffer): void;
  /** Plain, from the server. */
  receive(bytes: Buffer): void;
  /** No more should be given to `read`, or it may go on. */
  full(isFull: boolean): void;
  /** Nothing more will come: what was compressed has ended, or is broken. */
  ended(error: Error | undefined): void;
}

/**
 * DEFLATE both ways (RFC 8054). Each write leaves at once. Nothing is unpacked ahead of who takes it: little that unpacks to
 * much fills no memory.
 */
export class Deflate {
  private readonly deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  private readonly inflate = createInflateRaw({
    chunkSize: CHUNK_BYTES,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  private readonly ends: DeflateEnds;

  constructor(ends: DeflateEnds) {
    this.ends = ends;
    this.deflate.on("data", (bytes: Buffer) => ends.send(bytes));
    this.deflate.on("error", (error) => ends.ended(error));
    this.inflate.on("data", (bytes: Buffer) => ends.receive(bytes));
    this.inflate.on("drain", () => ends.full(false));
    this.inflate.on("end", () => ends.ended(undefined));
    this.inflate.on("error", (error) => ends.ended(error));
  }

  /** Takes compressed bytes of the server. Copies them. */
  read(bytes: Buffer, start: number, end: number): void {
    if (!this.inflate.write(Buffer.from(bytes.subarray(start, end)))) this.ends.full(true);
  }

  /** The server has sent all that it ever will: what has come is handed on first. */
  readEnd(): void {
    this.inflate.end();
  }

  /**
   * Compresses, and sends. `false`: wait for {@link onDrain}. The memory may be used again once `compressed` is called.
   */
  write(bytes: Buffer, compressed?: () => void): boolean {
    return this.deflate.write(bytes, compressed);
  }

  /** Calls back once what was written is sent. */
  flushed(done: () => void): void {
    this.deflate.end();
    this.deflate.once("end", done);
  }

  /** Calls back whenever more can be written, after `write` gave `false`. */
  onDrain(drained: () => void): void {
    this.deflate.on("drain", drained);
  }

  pause(): void {
    this.inflate.pause();
  }

  resume(): void {
    this.inflate.resume();
  }

  destroy(): void {
    this.deflate.destroy();
    this.inflate.destroy();
  }
}
