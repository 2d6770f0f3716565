import { connect, type Socket } from "node:net";
import { type Frame, FrameReader, shown, textOf } from "./frame.ts";

export type Arg = string | Buffer;

/** Where the proxy listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A request that was sent, and who waits for its reply. */
export interface Awaited {
  /** Judges a frame of the reply; `true` if there is more of it to come. */
  answered(frame: Frame): boolean;
  /** The connection is gone, and no reply came. */
  lost(): void;
}

/** Who a connection belongs to. */
export interface LineOwner {
  /** Something that a channel was told. */
  message(frame: Frame): void;
  /** Something that must not be. */
  violation(text: string): void;
  /** It is over: by us, or by the other side. `insideReply`: in the middle of a reply. */
  ended(byUs: boolean, insideReply: boolean): void;
}

const MESSAGES: ReadonlySet<string> = new Set(["message", "pmessage", "smessage"]);
const TRACED = 150;
const SHOWN = 60;

/** A raw connection: requests out, replies in their order to those who wait. */
export class Line {
  readonly #socket: Socket;
  readonly #owner: LineOwner;
  readonly #reader = new FrameReader();
  readonly #awaited: Awaited[] = [];
  /** Requests as they are, where they are small; else text, or values would be kept. */
  readonly #trace: (readonly Arg[] | string)[] = [];
  #waiters: { readonly most: number; readonly resolve: (isOpen: boolean) => void }[] = [];
  #head = 0;
  #text = "";
  #byUs = false;
  #isOver = false;
  /** Whether arrays may be messages of channels. */
  subscribed = false;

  constructor({ host, port }: Endpoint, owner: LineOwner) {
    this.#owner = owner;
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on("data", (chunk) => this.#read(chunk));
    this.#socket.on("error", (error) => this.note(`(${error.message})`));
    this.#socket.on("close", () => this.#ended());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it was we who ended it. */
  get isByUs(): boolean {
    return this.#byUs;
  }

  /** Replies that are to come. */
  get inFlight(): number {
    return this.#awaited.length - this.#head;
  }

  /** The last that went to and fro, for people. */
  get trace(): string {
    const lines = this.#trace.slice(-TRACED);
    return lines.map((entry) => `    ${typeof entry === "string" ? entry : sent(entry)}`).join("\n");
  }

  note(entry: readonly Arg[] | string): void {
    this.#trace.push(entry);
    if (this.#trace.length > 2 * TRACED) this.#trace.splice(0, TRACED);
  }

  /** Puts a request behind the others; {@link flush} sends them. Without `awaited` no reply is to come. */
  send(args: readonly Arg[], awaited?: Awaited): void {
    this.note(args.every((arg) => typeof arg === "string") ? args : sent(args));
    if (awaited !== undefined) this.#awaited.push(awaited);
    this.#text += `*${args.length}\r\n`;
    for (const arg of args) {
      this.#text += `$${arg.length}\r\n`;
      if (typeof arg === "string") this.#text += arg;
      else {
        this.flush();
        if (!this.#isOver) this.#socket.write(arg);
      }
      this.#text += "\r\n";
    }
  }

  flush(): void {
    if (this.#text !== "" && !this.#isOver) this.#socket.write(this.#text, "latin1");
    this.#text = "";
  }

  /** Sends what is to be sent, and waits until at most `most` replies are to come; `false` if the connection is gone. */
  until(most: number): Promise<boolean> {
    this.flush();
    if (this.#isOver || this.inFlight <= most) return Promise.resolve(!this.#isOver);
    return new Promise((resolve) => this.#waiters.push({ most, resolve }));
  }

  /** Sends bytes that are no whole request. */
  sendPiece(text: string): void {
    this.flush();
    this.note(`> a piece: ${JSON.stringify(text)}`);
    if (!this.#isOver) this.#socket.write(text, "latin1");
  }

  /** Reads no more. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Vanishes at once, by a reset if `hard`. */
  drop(hard: boolean): void {
    this.#byUs = true;
    this.#text = "";
    if (hard) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
    this.#ended();
  }

  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    try {
      this.#reader.read(chunk, (frame) => this.#take(frame));
    } catch (error) {
      this.#owner.violation((error as Error).message);
      this.drop(false);
    }
    this.#wake();
    if (this.#head > 1_000) {
      this.#awaited.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #take(frame: Frame): void {
    if (this.#isOver) return;
    this.note(`< ${shown(frame)}`);
    if (this.#isMessage(frame)) {
      this.#owner.message(frame);
      return;
    }
    const awaited = this.#awaited[this.#head];
    if (awaited === undefined) {
      this.#owner.violation(`a reply that nothing was asked for: ${shown(frame)}`);
      this.drop(false);
    } else if (!awaited.answered(frame)) this.#head++;
  }

  #isMessage({ type, items }: Frame): boolean {
    const may = type === ">" || (type === "*" && this.subscribed);
    return may && items !== undefined && MESSAGES.has(textOf(items[0]));
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    const ready = this.#waiters.filter(({ most }) => this.#isOver || this.inFlight <= most);
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve(!this.#isOver);
  }

  #ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const insideReply = this.#reader.isInside;
    const left = this.#awaited.slice(this.#head);
    this.#head = this.#awaited.length;
    for (const awaited of left) awaited.lost();
    this.#owner.ended(this.#byUs, insideReply);
    this.#wake();
  }
}

function sent(args: readonly Arg[]): string {
  const words = args.map((arg) => {
    const text = arg.toString("latin1", 0, SHOWN);
    return arg.length > SHOWN ? `${text}... (${arg.length} bytes)` : text;
  });
  return `> ${words.join(" ")}`;
}
