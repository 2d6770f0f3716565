import { CR, ownBytes, type RawBuffer } from "./bytes.ts";
import { ChunkReader, PARTIAL } from "./chunk-reader.ts";
import { splitArguments } from "./inline-arguments.ts";
import type { Limits } from "./limits.ts";
import { ARRAY, STRING } from "./type-byte.ts";

/**
 * Chunks of what clients send -> requests, be they multibulk or inline (one line, with quotes and escapes). Empty ones are
 * left out, as the servers do. The message of an error is the server's own, `Protocol error: ...`, ready to be sent to the
 * client behind `ERR `.
 */
export class CommandReader extends ChunkReader {
  private readonly onRequest: (args: Buffer[]) => void;
  private args: Buffer[] = [];
  /** Arguments of the current request yet to come; 0 between requests. */
  private left = 0;

  /** Each argument has bytes of its own. `onRequest` must not throw and must not call the reader. */
  constructor(onRequest: (args: Buffer[]) => void, limits: Partial<Limits> = {}) {
    super(limits);
    this.onRequest = onRequest;
  }

  protected readTokens(bytes: Buffer, end: number): void {
    while (this.pos < end) {
      if (this.left > 0) this.readArgument(bytes, end);
      else if (bytes[this.pos] === ARRAY) this.readCount(bytes, end);
      else this.readInline(bytes, end);
    }
  }

  protected bulkCompleted(bytes: Buffer, length: number): void {
    this.add(bytes.subarray(0, length));
  }

  protected unusualLength(text: string, at: number): number {
    if (/^\d+$/.test(text)) return Number(text);
    if (this.left > 0) this.malformed("invalid bulk length", at);
    if (!/^-\d+$/.test(text)) this.malformed("invalid multibulk length", at);
    return 0;
  }

  private readCount(bytes: Buffer, end: number): void {
    this.lineName = "mbulk count string";
    const count = this.readLength(bytes, end);
    if (count === PARTIAL) return;
    if (count > this.limits.maxAggregateLength) this.passed("maxAggregateLength", "invalid multibulk length");
    this.left = count;
    if (count === 0) this.endUnit();
  }

  private readArgument(bytes: Buffer, end: number): void {
    const first = bytes[this.pos]!;
    if (first !== STRING) this.malformed(`expected '$', got '${shown(first)}'`, this.pos);
    this.lineName = "bulk count string";
    const length = this.readLength(bytes, end);
    if (length === PARTIAL) return;
    if (length > this.limits.maxBulkBytes) this.passed("maxBulkBytes", "invalid bulk length");
    const from = this.pos;
    if (this.takeBulk(bytes, length, end)) this.add(ownBytes(bytes, from, from + length));
  }

  private add(arg: Buffer): void {
    this.args.push(arg);
    this.left--;
    if (this.left > 0) return;
    const { args } = this;
    this.args = [];
    this.endUnit();
    this.onRequest(args);
  }

  private readInline(bytes: Buffer, end: number): void {
    this.lineName = "inline request";
    const start = this.pos;
    const lf = this.readLine(bytes, end);
    if (lf === PARTIAL) return;
    const to = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
    // Latin-1 gives every byte a character, and back.
    const args = splitArguments((bytes as RawBuffer).latin1Slice(start, to));
    if (args === undefined) this.malformed("unbalanced quotes in request", start);
    this.endUnit();
    if (args.length > 0) this.onRequest(args.map((arg) => Buffer.from(arg, "latin1")));
  }
}

/** Line breaks would end the error that the byte is told in. */
function shown(byte: number): string {
  const control = byte < 0x20 || byte === 0x7f;
  return control ? " " : String.fromCharCode(byte);
}
