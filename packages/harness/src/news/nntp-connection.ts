import type { Socket } from "node:net";
import type { Duplex, Transform } from "node:stream";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";
import { writePieces } from "../bytes.ts";
import { goneOf, reset } from "../reset.ts";
import { blockEnd, unstuff } from "./dots.ts";
import { encoded, Farewell, Invitation, type NntpReply } from "./nntp-replies.ts";

/** One command, as it came. */
export interface NntpRequest {
  /** In upper case, for comparing: `GROUP`. */
  readonly verb: string;
  /** What follows the verb, by white space. */
  readonly args: readonly string[];
  /** The whole line without CRLF. */
  readonly line: string;
  /** The data block that came with TAKETHIS, its dots no longer stuffed. Others ask for theirs by `invite`. */
  readonly block: Buffer | undefined;
  readonly connection: NntpConnection;
}

/** What a connection of a fake is told by it, and tells it. */
export interface ConnectionWork {
  readonly greeting: NntpReply;
  readonly compress: boolean;
  readonly received: (request: NntpRequest) => void;
  readonly answer: (request: NntpRequest) => Promise<NntpReply>;
  readonly failed: (error: unknown) => void;
}

/** What may follow a request's line only once its reply is known: a block, or compressed data. */
const STOPS_READING: ReadonlySet<string> = new Set(["POST", "IHAVE", "COMPRESS"]);

/** One client's connection to a fake news server. */
export class NntpConnection {
  /** Counts from 1. */
  readonly id: number;
  /** What it has asked, as lines, oldest first. */
  readonly lines: string[] = [];
  /** Resolves when it is over. */
  readonly gone: Promise<unknown>;
  readonly #socket: Socket;
  readonly #work: ConnectionWork;
  #received: Buffer = Buffer.alloc(0);
  #deflate: Transform | undefined;
  #inflate: Duplex | undefined;
  #answered: Promise<void>;
  /** Nothing is taken out of what was received before a reply is known. */
  #stopped = false;
  /** Who gets the next data block. */
  #awaitsBlock: ((block: Buffer) => void) | undefined;

  constructor(id: number, socket: Socket, work: ConnectionWork) {
    this.id = id;
    this.#socket = socket;
    this.#work = work;
    this.gone = goneOf(socket);
    socket.on("data", (chunk: Buffer) => {
      if (this.#inflate === undefined) this.#take(chunk);
      else this.#inflate.write(chunk);
    });
    this.#answered = this.#send(work.greeting);
  }

  /** True once COMPRESS DEFLATE was answered. */
  get isCompressed(): boolean {
    return this.#inflate !== undefined;
  }

  /**
   * Sends something nobody asked for, or one of several replies. Resolves when it has left, or can't any
   * more.
   */
  async send(reply: Exclude<NntpReply, Invitation>): Promise<void> {
    await this.#send(reply);
  }

  /** Ends the connection in order. */
  close(): void {
    this.#socket.destroySoon();
  }

  /** Resets the connection. */
  reset(): void {
    reset(this.#socket);
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    this.#read();
  }

  #read(): void {
    while (!this.#stopped) {
      const end = this.#awaitsBlock === undefined ? lineEnd(this.#received) : blockEnd(this.#received);
      if (end === -1) return;
      const bytes = this.#received.subarray(0, end);
      this.#received = this.#received.subarray(end);
      this.#understand(bytes);
    }
  }

  #understand(bytes: Buffer): void {
    const receive = this.#awaitsBlock;
    if (receive !== undefined) {
      this.#awaitsBlock = undefined;
      receive(unstuff(bytes));
      return;
    }
    const line = bytes.toString("latin1").replace(/\r?\n$/, "");
    const [verb = "", ...args] = line.trim().split(/[ \t]+/);
    const request = { verb: verb.toUpperCase(), args, line, block: undefined, connection: this };
    if (request.verb === "TAKETHIS") this.#awaitsBlock = (block) => this.#ask({ ...request, block });
    else this.#ask(request);
  }

  #ask(request: NntpRequest): void {
    this.lines.push(request.line);
    this.#work.received(request);
    const stops = STOPS_READING.has(request.verb);
    this.#stopped = stops;
    this.#inTurn(async () => {
      if (this.#work.compress && request.verb === "COMPRESS") await this.#compress(request);
      else await this.#reply(await this.#work.answer(request));
      if (stops) this.#goOn();
    });
  }

  #inTurn(work: () => Promise<void>): void {
    this.#answered = this.#answered.then(work).catch((error: unknown) => {
      this.#work.failed(error);
      this.reset();
    });
  }

  async #reply(reply: NntpReply): Promise<void> {
    if (reply instanceof Invitation) {
      this.#awaitsBlock = (block) => this.#inTurn(async () => this.#reply(await reply.receive(block)));
    }
    await this.#send(reply);
  }

  #goOn(): void {
    this.#stopped = false;
    this.#read();
  }

  async #send(reply: NntpReply): Promise<void> {
    if (reply === undefined) return;
    const simple = reply instanceof Invitation ? reply.line : reply;
    const raw = simple instanceof Farewell ? simple.last : encoded(simple);
    await writePieces(this.#deflate ?? this.#socket, raw);
    if (!(simple instanceof Farewell)) return;
    if (simple.how === "close") this.close();
    else this.reset();
  }

  async #compress({ args }: NntpRequest): Promise<void> {
    if (args[0]?.toUpperCase() !== "DEFLATE") return this.#send("503 Compression algorithm not supported");
    if (this.isCompressed) return this.#send("502 Compression already active");
    await this.#send("206 Compression active");
    this.#deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    this.#deflate.on("data", (chunk: Buffer) => this.#socket.write(chunk));
    this.#inflate = createInflateRaw();
    this.#inflate.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#inflate.on("error", (error) => {
      this.#work.failed(error);
      this.reset();
    });
    const compressed = this.#received;
    this.#received = Buffer.alloc(0);
    this.#inflate.write(compressed);
  }
}

function lineEnd(received: Buffer): number {
  return received.indexOf("\n") + 1 || -1;
}
