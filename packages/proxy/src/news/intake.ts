import type { Plan } from "../nntp/classify.ts";
import type { Request } from "../nntp/request.ts";
import { type BlockSink, type Fault, type RequestHandler, RequestReader } from "../nntp/request-reader.ts";
import { TEXTS } from "../nntp/texts.ts";
import type { TurnClock } from "../observe/turn-clock.ts";
import type { Account } from "../users/account.ts";
import { NewsExchange } from "./exchange.ts";

/** Commands behind which nothing can be read before their reply: it says what it is. */
const DECISIVE: ReadonlySet<string> = new Set(["POST", "IHAVE", "AUTHINFO", "STARTTLS", "COMPRESS"]);

const FAULTS: Readonly<Record<Fault, Plan>> = {
  syntax: { do: "local", reply: TEXTS.syntax, effect: { kind: "answer" }, alone: false },
  "too-long": { do: "local", reply: TEXTS.tooLong, effect: { kind: "answer" }, alone: false },
};

/** Why the client is not read for now. */
type Hold = "decisive" | "article" | "allowance";

export interface IntakeOwner {
  take(exchange: NewsExchange): void;
  /** The client's line after the challenge to this request; `undefined` if it is none. */
  challengeMet(exchange: NewsExchange, text: string | undefined): void;
  holdReading(hold: boolean): void;
  /** Whom it counts for, where somebody has logged in. */
  readonly account: Account | undefined;
  /** Bytes that went to the client so far. */
  readonly sentBytes: number;
}

/** What comes from a client: requests, answers and articles, no faster than they are understood and allowed. */
export class Intake implements RequestHandler {
  private readonly owner: IntakeOwner;
  private readonly clock: TurnClock;
  private readonly reader = new RequestReader(this);
  private readonly holds = new Set<Hold>();
  /** The command behind which nothing is read before its reply. */
  private decisive: NewsExchange | undefined = undefined;
  /** The request whose challenge the client is to answer. */
  private challenged: NewsExchange | undefined = undefined;
  /** Of what was sent, what the account knows. */
  private countedBytes = 0;
  private pause: NodeJS.Timeout | undefined = undefined;

  constructor(owner: IntakeOwner, clock: TurnClock) {
    this.owner = owner;
    this.clock = clock;
  }

  /** Whether nothing goes on before the client has sent the rest of a block, or its answer to a challenge. */
  get awaitsClient(): boolean {
    return this.reader.isOwed && this.holds.size === 0;
  }

  /** Whether the client may have to send more for what it has begun. */
  get isInMiddle(): boolean {
    return this.decisive !== undefined || this.reader.isOwed;
  }

  read(bytes: Buffer, start: number, end: number): void {
    this.reader.read(bytes, start, end);
  }

  request(request: Request): void {
    const exchange = new NewsExchange(request, this.clock.read());
    if (request.verb === "TAKETHIS") {
      this.reader.expectBlock({ piece: (_bytes, _start, _end, last) => last && exchange.blockCame() });
    }
    if (DECISIVE.has(request.verb)) {
      this.decisive = exchange;
      this.reader.hold();
      this.hold("decisive", true);
    }
    this.count(request);
    this.owner.take(exchange);
  }

  fault(fault: Fault): void {
    this.owner.take(new NewsExchange(undefined, this.clock.read(), FAULTS[fault]));
  }

  answer(text: string | undefined): void {
    const exchange = this.challenged!;
    this.challenged = undefined;
    this.owner.challengeMet(exchange, text);
  }

  /** The client has been asked for its article. */
  invite(sink: BlockSink): void {
    this.hold("decisive", false);
    this.reader.expectBlock(sink);
  }

  /** Whether the client has to wait with more of its article. */
  holdArticle(hold: boolean): void {
    this.hold("article", hold);
  }

  /** The client's next line is the answer to a challenge. */
  challenge(exchange: NewsExchange): void {
    this.challenged = exchange;
    this.reader.expectAnswer();
    this.hold("decisive", false);
    this.reader.resume();
  }

  /** A request has its reply. `isAnew`: what was sent before is forgotten, since the connection became TLS. */
  replied(exchange: NewsExchange, isAnew: boolean): void {
    if (!DECISIVE.has(exchange.request.verb)) return;
    this.hold("article", false);
    // Behind an article, or an answer, there may be another already.
    if (this.decisive !== exchange) return;
    this.decisive = undefined;
    this.hold("decisive", false);
    if (isAnew) this.reader.forget();
    this.goOn();
  }

  end(): void {
    clearTimeout(this.pause);
    this.settle();
  }

  /** Tells the account what has gone to the client. */
  private settle(): void {
    const { account, sentBytes } = this.owner;
    account?.sent(sentBytes - this.countedBytes, performance.now());
    this.countedBytes = sentBytes;
  }

  /** The next request has to wait until the user may send one again. */
  private count({ text }: Request): void {
    const { account } = this.owner;
    if (account === undefined) return;
    const now = performance.now();
    this.settle();
    account.requested(text.length + 2, now);
    const waitMs = account.waitMs(now);
    if (waitMs <= 0) return;
    this.hold("allowance", true);
    // What came with it has to wait, too.
    this.reader.hold();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.hold("allowance", false);
      this.goOn();
    }, waitMs);
    this.pause.unref();
  }

  /** Reads on what has come already, unless something else forbids that. */
  private goOn(): void {
    if (!this.holds.has("decisive") && !this.holds.has("allowance")) this.reader.resume();
  }

  private hold(why: Hold, hold: boolean): void {
    if (hold) this.holds.add(why);
    else this.holds.delete(why);
    this.owner.holdReading(this.holds.size > 0);
  }
}
