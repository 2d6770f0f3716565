import { NntpError } from "./errors.ts";
import { shapeOf } from "./reply-shape.ts";
import { TerminatorScanner } from "./terminator.ts";

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;

/** A status line has at most 512 octets (RFC 3977, 3.1); servers that list much in one are longer. */
const MAX_LINE_BYTES = 2048;

/**
 * Reads the replies of one connection, one after the other, in chunks that end anywhere. It alone knows where a reply ends,
 * and what stands behind that makes no difference to it. Once it has thrown, nothing tells where the next reply begins: the
 * connection is lost.
 */
export class ReplyReader {
  /** Of the current reply: three digits, or 0 until its status line is all there. */
  status = 0;
  /** Where the block begins, or goes on, in the chunk that was read last; `-1` if there is none of it. */
  blockFrom = -1;
  private command = "";
  private readonly line: Buffer = Buffer.allocUnsafe(MAX_LINE_BYTES);
  private lineBytes = 0;
  private afterCr = false;
  private readonly terminator = new TerminatorScanner();

  /** The status line without its CRLF, each octet a character. Stays until the next `begin`. */
  get text(): string {
    return this.status === 0 ? "" : this.line.toString("latin1", 0, this.lineBytes);
  }

  /**
   * The next reply is one to this command.
   *
   * @param command The verb in upper case; "" for the greeting. Call it anew for the second reply to a command (`POST`,
   * `IHAVE`, `AUTHINFO`).
   */
  begin(command: string): void {
    this.command = command;
    this.status = 0;
    this.lineBytes = 0;
    this.afterCr = false;
    this.blockFrom = -1;
  }

  /**
   * Goes on with the reply at `from`: the index behind its last byte, or -1 if it goes on behind `end`. Call `begin` before
   * the next one.
   *
   * @throws {NntpError} `ERR_NNTP_SYNTAX`, if the status line does not begin with three digits, or has a CR or LF alone;
   * `ERR_NNTP_LIMIT`, if it is longer than 2048 octets.
   */
  read(bytes: Buffer, from: number, end: number): number {
    if (this.status !== 0) {
      this.blockFrom = from;
      return this.terminator.scan(bytes, from, end);
    }
    const at = this.readLine(bytes, from, end);
    if (at === -1) return -1;
    this.status = this.readStatus();
    if (shapeOf(this.command, this.status) === "line") return at;
    this.terminator.begin();
    this.blockFrom = at;
    return this.terminator.scan(bytes, at, end);
  }

  /** Keeps what has come of the status line; gives the index behind it, or -1. */
  private readLine(bytes: Buffer, from: number, end: number): number {
    const { line } = this;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      if (this.afterCr !== (byte === LF)) throw malformed("a CR or LF alone in a status line");
      if (byte === LF) return at + 1;
      if (byte === CR) this.afterCr = true;
      else if (this.lineBytes === MAX_LINE_BYTES) throw tooLong();
      else line[this.lineBytes++] = byte;
    }
    return -1;
  }

  private readStatus(): number {
    const { line, lineBytes } = this;
    if (lineBytes < 3 || (lineBytes > 3 && line[3] !== SPACE)) throw malformed("no status");
    const [a, b, c] = [digit(line[0]!), digit(line[1]!), digit(line[2]!)];
    if (a < 1 || a > 5) throw malformed("no status");
    return a * 100 + b * 10 + c;
  }
}

function digit(byte: number): number {
  const value = byte - 0x30;
  if (value < 0 || value > 9) throw malformed("no status");
  return value;
}

function malformed(fault: string): NntpError {
  return new NntpError("ERR_NNTP_SYNTAX", `Malformed reply: ${fault}.`);
}

function tooLong(): NntpError {
  return new NntpError(
    "ERR_NNTP_LIMIT",
    `Malformed reply: a status line of more than ${MAX_LINE_BYTES} octets.`,
  );
}
