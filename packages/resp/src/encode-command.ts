import { types } from "node:util";
import { CR, EMPTY, LF, type RawBuffer } from "./bytes.ts";
import { RespError } from "./errors.ts";
import type { Arg } from "./reply.ts";
import { ARRAY, STRING } from "./type-byte.ts";

/**
 * Takes bytes of the output, in order. True when it is done with their memory, which may then be written to again; false
 * when it still needs it.
 */
export type Emit = (bytes: Buffer) => boolean;

/** A command's name, or the beginning of any command, as it goes on the wire. */
export interface Words {
  /** How many bulk strings. */
  readonly count: number;
  readonly bytes: Uint8Array;
}

const BUFFER_BYTES = 64 * 1024;
/** From this size on bytes are emitted as they are, not copied. */
const OWN_CHUNK_BYTES = 16 * 1024;
/** Shorter text, and shorter bytes, are written faster by a loop than by a native call. */
const LOOP_CHARS = 32;
const LOOP_BYTES = 64;
/** Room for a type, a length, and two CRLF. */
const FRAME_BYTES = 24;

/** Commands -> bytes, gathered in a buffer that is emitted whenever it is full, and by `flush`. */
export class CommandEncoder {
  private readonly emit: Emit;
  private readonly bufferBytes: number;
  private bytes = EMPTY as RawBuffer;
  /** What lies before it was emitted, and may still be needed. */
  private start = 0;
  private end = 0;
  /** Behind that: bytes that are not copied yet, since more may come that stand behind them. */
  private run: Buffer = EMPTY;
  private runFrom = 0;
  private runTo = 0;

  /** `bufferBytes`: default 64 KiB. */
  constructor(emit: Emit, options: { readonly bufferBytes?: number } = {}) {
    this.emit = emit;
    this.bufferBytes = options.bufferBytes ?? BUFFER_BYTES;
  }

  /** Bytes buffered, not yet emitted. */
  get length(): number {
    return this.end - this.start + this.runTo - this.runFrom;
  }

  /**
   * Appends one command. Text goes out as UTF-8, numbers as their decimal text (infinite ones as `Infinity`, which the
   * servers take). Bytes of 16 KiB and more are emitted without a copy: they must not change until they have been sent.
   * @throws {RespError} `ERR_RESP_ARGUMENT` when an argument is none of the types, or NaN, which no server takes. Nothing
   * of the command is sent then. `position` counts from 0, the name left out.
   */
  append(words: Words, args: readonly Arg[]): void {
    checkArguments(args);
    this.endRun();
    const { count, bytes } = words;
    this.reserve(FRAME_BYTES + bytes.length);
    this.writeLine(ARRAY, count + args.length);
    this.writeBytes(bytes);
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!;
      if (typeof arg === "string") this.writeText(arg);
      else if (typeof arg === "object") this.writeBulk(arg);
      else this.writeText(String(arg));
    }
  }

  /**
   * Appends bytes that are commands already. They are copied by the next `flush` or `append`, and must not change before.
   * From 16 KiB on they are emitted without a copy, as above.
   */
  appendBytes(source: Buffer, from: number, to: number): void {
    if (source !== this.run || from !== this.runTo) {
      this.endRun();
      this.run = source;
      this.runFrom = from;
    }
    this.runTo = to;
  }

  /** Emits what is buffered, if anything. */
  flush(): void {
    this.endRun();
    this.emitBuffered();
  }

  private emitBuffered(): void {
    if (this.end === this.start) return;
    if (this.emit(this.bytes.subarray(this.start, this.end))) this.end = this.start;
    else this.start = this.end;
  }

  /** One copy for all that stand in a row: of pipelined commands each would cost about as much. */
  private endRun(): void {
    const { run, runFrom, runTo } = this;
    const length = runTo - runFrom;
    if (length === 0) return;
    this.run = EMPTY;
    this.runFrom = this.runTo = 0;
    if (length >= OWN_CHUNK_BYTES) {
      this.emitBuffered();
      this.emit(run.subarray(runFrom, runTo));
      return;
    }
    this.reserve(length);
    run.copy(this.bytes, this.end, runFrom, runTo);
    this.end += length;
  }

  private writeText(text: string): void {
    const { length } = text;
    let most = length * 3 + FRAME_BYTES; // no character takes more than three bytes
    if (most > this.bufferBytes) most = Buffer.byteLength(text) + FRAME_BYTES;
    if (most > this.bufferBytes) {
      this.writeBulk(Buffer.from(text));
      return;
    }
    this.reserve(most);
    if (length < LOOP_CHARS && this.writeAscii(text)) return;
    // The length is right for ASCII, which is usual, and that saves counting bytes first.
    const start = this.end;
    this.writeLine(STRING, length);
    const textStart = this.end;
    const written = this.bytes.utf8Write(text, textStart);
    if (written !== length) {
      this.end = start;
      this.writeLine(STRING, written);
      // Another digit has taken the place of the text's first byte.
      if (this.end !== textStart) this.bytes.utf8Write(text, this.end);
    }
    this.end += written;
    this.writeEnding();
  }

  /** False, and nothing written, when there is more than ASCII. */
  private writeAscii(text: string): boolean {
    const { bytes, end } = this;
    this.writeLine(STRING, text.length);
    let at = this.end;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.end = end;
        return false;
      }
      bytes[at++] = code;
    }
    this.end = at;
    this.writeEnding();
    return true;
  }

  private writeBulk(bytes: Uint8Array): void {
    this.reserve(FRAME_BYTES);
    this.writeLine(STRING, bytes.length);
    if (bytes.length >= OWN_CHUNK_BYTES) {
      this.emitBuffered();
      this.emit(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      this.reserve(2);
    } else {
      this.reserve(bytes.length + 2);
      this.writeBytes(bytes);
    }
    this.writeEnding();
  }

  /** `type`, a length, CRLF. There must be room. */
  private writeLine(type: number, length: number): void {
    this.bytes[this.end++] = type;
    this.writeDigits(length);
    this.writeEnding();
  }

  private writeDigits(number: number): void {
    if (number > 9) this.writeDigits(Math.trunc(number / 10));
    this.bytes[this.end++] = 0x30 + (number % 10);
  }

  private writeEnding(): void {
    this.bytes[this.end++] = CR;
    this.bytes[this.end++] = LF;
  }

  private writeBytes(source: Uint8Array): void {
    const { bytes, end } = this;
    const { length } = source;
    if (length < LOOP_BYTES) for (let i = 0; i < length; i++) bytes[end + i] = source[i]!;
    else bytes.set(source, end);
    this.end = end + length;
  }

  /** Makes room for `size` bytes in one piece. */
  private reserve(size: number): void {
    if (this.end + size <= this.bytes.length) return;
    this.emitBuffered();
    if (this.start === 0 && size <= this.bytes.length) return;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(size, this.bufferBytes)) as RawBuffer;
    this.start = 0;
    this.end = 0;
  }
}

/** A command's name, words parted by spaces: `CONFIG GET`. */
export function encodeWords(name: string): Words {
  const words = name.split(" ");
  const bytes = Buffer.from(words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join(""));
  return { count: words.length, bytes };
}

/**
 * One whole command, name and all.
 * @throws {RespError} `ERR_RESP_ARGUMENT`, as `CommandEncoder.append`.
 */
export function encodeCommand(args: readonly Arg[]): Buffer {
  const parts: Buffer[] = [];
  const encoder = new CommandEncoder((bytes) => parts.push(bytes) === 0, { bufferBytes: 1024 });
  encoder.append(NO_WORDS, args);
  encoder.flush();
  return Buffer.concat(parts);
}

const NO_WORDS: Words = { count: 0, bytes: EMPTY };

function checkArguments(args: readonly Arg[]): void {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    switch (typeof arg) {
      case "string":
      case "bigint":
        continue;
      case "number":
        if (!Number.isNaN(arg)) continue;
        break;
      case "object":
        if (types.isUint8Array(arg)) continue;
        break;
      default:
    }
    throw badArgument(arg, i);
  }
}

function badArgument(arg: unknown, position: number): RespError {
  const type = arg === null ? "null" : typeof arg === "number" ? "NaN" : typeof arg;
  const message = `Argument ${position} can't be sent: it is ${type}, not a string, a number, a bigint or bytes.`;
  return new RespError("ERR_RESP_ARGUMENT", message, { position, type });
}
