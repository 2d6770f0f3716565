import { type Request, requestOf, upperCase } from "./request.ts";
import { TerminatorScanner } from "./terminator.ts";

const LF = 0x0a;

/** Octets of a command line, its CRLF included (RFC 3977, 3.1). */
const MAX_LINE_BYTES = 512;
/** The same of a line that has a name, a password or a SASL response in it, which base64 makes longer. */
const MAX_LOGIN_LINE_BYTES = 2048;

/** Why a line is no request: it is too long; or it is empty, begins with a space, or has a CR or NUL inside. */
export type Fault = "too-long" | "syntax";

/** Who takes what a client has sent, in its order. */
export interface RequestHandler {
  request(request: Request): void;
  fault(fault: Fault): void;
  /** The line asked for by `expectAnswer`, without its end; `undefined` if it is too long, or has a CR or NUL inside. */
  answer(text: string | undefined): void;
}

/** Takes a block as it comes, dots stuffed; its terminator is the end of the last piece. */
export interface BlockSink {
  /** A piece in memory that may be used again as soon as this returns. */
  piece(bytes: Buffer, start: number, end: number, last: boolean): void;
}

const DROP: BlockSink = { piece: () => undefined };

/**
 * Reads what one client sends, in chunks that end anywhere: commands, and the blocks of articles. The block of a `TAKETHIS`
 * comes without being asked for, whatever becomes of the command; it is dropped if nobody expects it.
 *
 * A line may end with LF alone. CRs and NULs elsewhere in it are refused: servers that take one for an end of line would
 * read another command.
 */
export class RequestReader {
  private readonly handler: RequestHandler;
  /** What has come of a line, as far as it can matter. */
  private partial = "";
  /** The block that is being read. */
  private sink: BlockSink | undefined = undefined;
  private readonly terminator = new TerminatorScanner();
  private held = false;
  /** What has come while reading was held up. */
  private waiting: Buffer[] = [];
  /** Counts `forget`: what was being read then is not read on. */
  private era = 0;
  private answering = false;

  /**
   * The handler's methods, and those of sinks, may call `hold`, `resume`, `forget`, `expectBlock` and `expectAnswer`, and
   * must not throw.
   */
  constructor(handler: RequestHandler) {
    this.handler = handler;
  }

  /** Whether the rest of a block, or the answer to a challenge, is still to come. */
  get isOwed(): boolean {
    return this.sink !== undefined || this.answering;
  }

  /** Reads `bytes` from `from` to `end`. The memory may be used again as soon as this returns. */
  read(bytes: Buffer, from: number, end: number): void {
    const { era } = this;
    let at = from;
    while (at < end && !this.held) {
      at =
        this.sink === undefined ? this.readLine(bytes, at, end) : this.readBlock(bytes, at, end, this.sink);
      if (this.era !== era) return;
    }
    if (at < end) this.waiting.push(Buffer.from(bytes.subarray(at, end)));
  }

  /**
   * What follows is kept, not read, until `resume` or `expectBlock`: what it is depends on the reply to the last request
   * (`POST`, `AUTHINFO`, `STARTTLS`). Nothing bounds what is kept: the client is not to be read meanwhile.
   */
  hold(): void {
    this.held = true;
  }

  /** Goes on, with what was kept first. */
  resume(): void {
    this.held = false;
    const { waiting, era } = this;
    this.waiting = [];
    for (const bytes of waiting) if (this.era === era) this.read(bytes, 0, bytes.length);
  }

  /**
   * Forgets what has come and was not read yet, the rest of what is being read included: it was sent before the connection
   * was TLS, and may be anybody's (RFC 4642, 2.2.2).
   */
  forget(): void {
    this.waiting = [];
    this.era++;
  }

  /**
   * What follows is a block. Called for a `TAKETHIS` while it is handed over, else when 335 or 340 is sent; goes on where
   * reading was held up.
   */
  expectBlock(sink: BlockSink): void {
    this.beginBlock(sink);
    if (this.held) this.resume();
  }

  /** The next line is no command, but the answer to a challenge. */
  expectAnswer(): void {
    this.answering = true;
  }

  private beginBlock(sink: BlockSink): void {
    this.sink = sink;
    this.terminator.begin();
  }

  private readBlock(bytes: Buffer, from: number, end: number, sink: BlockSink): number {
    const to = this.terminator.scan(bytes, from, end);
    if (to === -1) {
      sink.piece(bytes, from, end, false);
      return end;
    }
    this.sink = undefined;
    sink.piece(bytes, from, to, true);
    return to;
  }

  private readLine(bytes: Buffer, from: number, end: number): number {
    let lf = from;
    while (lf < end && bytes[lf] !== LF) lf++;
    // Two characters more than the longest line, its end not counted, tell that it is too long.
    const to = Math.min(lf, from + MAX_LOGIN_LINE_BYTES - this.partial.length);
    if (to > from) this.partial += bytes.toString("latin1", from, to);
    if (lf === end) return end;
    const text = this.partial.endsWith("\r") ? this.partial.slice(0, -1) : this.partial;
    this.partial = "";
    if (this.answering) this.answer(text);
    else this.take(text);
    return lf + 1;
  }

  private answer(text: string): void {
    this.answering = false;
    this.handler.answer(faultOf(text, MAX_LOGIN_LINE_BYTES) === undefined ? text : undefined);
  }

  private take(text: string): void {
    const verb = upperCase(/^[^ \t]*/.exec(text)?.[0] ?? "");
    const fault = faultOf(text, verb === "AUTHINFO" ? MAX_LOGIN_LINE_BYTES : MAX_LINE_BYTES);
    const request = fault === undefined ? requestOf(text) : undefined;
    if (verb === "TAKETHIS") this.beginBlock(DROP);
    if (request === undefined) this.handler.fault(fault ?? "syntax");
    else this.handler.request(request);
  }
}

function faultOf(text: string, maxBytes: number): Fault | undefined {
  if (text.length + 2 > maxBytes) return "too-long";
  return text.includes("\r") || text.includes("\0") ? "syntax" : undefined;
}
