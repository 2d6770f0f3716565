import type { ClientSocket } from "./client-socket.ts";

const BLOCK_BYTES = 16 * 1024;
const MAX_FREE_BLOCKS = 256;

/** Bytes not read by the client from which on no more of its requests are read. */
export const SOFT_LIMIT_BYTES: number = 1024 * 1024;

/** Blocks of memory that are gathered in until the end of the turn; most sessions need none most of the time. */
const free: Buffer[] = [];

/** For pieces that are larger: memory that is new for each of them costs more than all else that is done with it. */
const LARGE_BYTES = 256 * 1024;
const MAX_FREE_LARGE = 16;
const freeLarge: Buffer[] = [];

/** What goes to one client: gathered, and written in as few pieces as can be. */
export class Outbox {
  /** Bytes of replies that are kept elsewhere, until those before them are complete. */
  keptBytes = 0;
  private readonly socket: ClientSocket;
  private block: Buffer | undefined = undefined;
  private end = 0;

  constructor(socket: ClientSocket) {
    this.socket = socket;
  }

  /** Bytes that the client has not taken yet. */
  get length(): number {
    return this.end + this.socket.writableLength;
  }

  /** Bytes that are not on their way yet, wherever they are. */
  get bufferedBytes(): number {
    return this.length + this.keptBytes;
  }

  /** What a reply adds to: all of that, or, if it `isFirst`, without what is kept, which waits for it. */
  bytesAhead(isFirst: boolean): number {
    return isFirst ? this.length : this.bufferedBytes;
  }

  /** Bytes from the client so far, and to it. */
  get receivedBytes(): number {
    return this.socket.bytesRead;
  }

  get sentBytes(): number {
    return this.socket.bytesWritten ?? 0;
  }

  /** Copies: the memory may be used again as soon as this returns. */
  append(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.end + length > BLOCK_BYTES) {
      this.flush();
      if (length > BLOCK_BYTES) {
        for (let at = start; at < end; at += LARGE_BYTES)
          this.writeLarge(bytes.subarray(at, Math.min(at + LARGE_BYTES, end)));
        return;
      }
    }
    this.block ??= free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    if (length < 64) {
      const { block, end: at } = this;
      for (let i = 0; i < length; i++) block[at + i] = bytes[start + i] as number;
    } else bytes.copy(this.block, this.end, start, end);
    this.end += length;
  }

  flush(): void {
    const { block, end } = this;
    if (block === undefined) return;
    this.block = undefined;
    this.end = 0;
    this.socket.write(end === BLOCK_BYTES ? block : block.subarray(0, end));
    // The kernel has taken all of it, so the block can be used again.
    if (this.socket.writableLength === 0 && free.length < MAX_FREE_BLOCKS) free.push(block);
  }

  private writeLarge(piece: Buffer): void {
    const { socket } = this;
    // A little of a large block that waits behind other pieces would keep all of it.
    if (piece.length <= LARGE_BYTES / 2 && socket.writableLength > 0) {
      socket.write(Buffer.from(piece));
      return;
    }
    const block = freeLarge.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES);
    piece.copy(block);
    socket.write(block.subarray(0, piece.length), (error) => {
      if (!error && freeLarge.length < MAX_FREE_LARGE) freeLarge.push(block);
    });
  }
}
