import { isOfAge, type Judgement, judge } from "../nntp/judge.ts";
import { lineOf } from "../nntp/request.ts";
import { bytesOf } from "../nntp/texts.ts";
import type { Ask, Handle } from "./ask.ts";
import { KeptReply } from "./kept-reply.ts";
import type { ProviderConnection, Receiver } from "./provider-connection.ts";
import { type Field, Search } from "./search.ts";
import { DEFAULT_TIMEOUT_MS, type Exhaustion, Trial } from "./trial.ts";
import { type Trouble, trouble } from "./trouble.ts";

/** Of a reply that nobody wants any more so much is read, for the sake of its connection. */
const MAX_DRAIN_BYTES = 256 * 1024;

/** A request on its way from provider to provider. */
export class Asking extends Trial implements Handle, Receiver {
  readonly shared = false;
  private readonly ask: Ask;
  private readonly field: Field;
  /** Articles are checked before they go out. */
  private readonly checks: boolean;
  private readonly late: NodeJS.Timeout;
  /** What was asked last is `STAT`, to learn whether the article is there. */
  private isProbe = false;
  private judgement: Judgement = "final";
  private status = 0;
  /** The reply goes out as it comes: nothing else may follow. */
  private isCommitted = false;
  private isCancelled = false;
  private drainedBytes = 0;
  private isPaused = false;
  /** The reply that is being checked; after that, the last one that was not sound. */
  private kept: KeptReply | undefined = undefined;
  private corrupt: KeptReply | undefined = undefined;
  /** What a provider said that does no such request. */
  private refusal: { readonly status: number; readonly text: string } | undefined = undefined;

  constructor(field: Field, ask: Ask, checkYenc: boolean) {
    const { request, messageId, timeoutMs = DEFAULT_TIMEOUT_MS } = ask;
    super(new Search(field, field.providers, { request, messageId, pins: false }), false, timeoutMs);
    this.ask = ask;
    this.field = field;
    this.checks = checkYenc && messageId !== undefined && CHECKED.has(request.verb);
    this.late = setTimeout(() => this.expire(timeoutMs), timeoutMs);
  }

  pause(): void {
    this.isPaused = true;
    if (this.isCommitted) this.connection?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.connection?.resume();
  }

  cancel(): void {
    if (this.isOver) return;
    this.settle();
    this.isCancelled = true;
    this.connection?.resume();
  }

  protected override begin(connection: ProviderConnection): void {
    const { request, messageId } = this.ask;
    const probes = this.target?.config.statProbe === true && !this.search.isFirst;
    this.isProbe = probes && messageId !== undefined && FETCHES.has(request.verb);
    if (this.isProbe) connection.exchange("STAT", bytesOf(`STAT ${messageId}`), this);
    else this.fetch(connection);
  }

  protected override exhausted(why: Exhaustion): void {
    const { sink } = this.ask;
    this.settle();
    if (this.corrupt !== undefined) {
      this.corrupt.writeTo(sink);
      sink.end(this.corrupt.status, this.corrupt.text);
    } else if (why === "missing") {
      sink.missed();
    } else if (why === "unable" && this.refusal !== undefined) {
      const { status, text } = this.refusal;
      const line = bytesOf(text);
      sink.write(line, 0, line.length);
      sink.end(status, text);
    } else {
      sink.unavailable(why === "unable" ? UNABLE : this.trouble);
    }
  }

  head(status: number): void {
    const { request, messageId } = this.ask;
    this.status = status;
    this.judgement = judge(this.isProbe ? "STAT" : request.verb, status, messageId !== undefined);
    if (this.judgement === "unavailable") {
      const why = trouble("refused", `It said ${status}.`);
      if (this.isCancelled) this.giveBack("discard");
      else this.tryElsewhere(why, isOfAge(status));
      return;
    }
    this.target?.replied();
    if (this.judgement === "final") this.isThere(status);
  }

  piece(bytes: Buffer, start: number, end: number): void {
    if (this.isCancelled) {
      this.drainedBytes += end - start;
      if (this.drainedBytes > MAX_DRAIN_BYTES) this.giveBack("discard");
    } else if (this.isCommitted) {
      this.ask.sink.write(bytes, start, end);
    } else if (this.kept?.add(bytes, start, end) === false) {
      this.commit();
    }
  }

  end(): void {
    const { connection, judgement } = this;
    const text = connection?.replyText ?? "";
    if (this.isProbe && judgement === "final" && !this.isCancelled && connection?.isFree === true) {
      this.isProbe = false;
      this.fetch(connection);
      return;
    }
    this.giveBack("clean");
    if (this.isCancelled) this.noteMiss();
    else if (judgement === "final") this.complete(text);
    else this.passOn(text);
  }

  lost(why: Trouble): void {
    if (this.isCancelled || this.isCommitted) {
      if (this.isCommitted) this.target?.failed(why);
      this.giveBack("discard");
      if (this.isCancelled) return;
      this.settle();
      this.ask.sink.broken();
      return;
    }
    this.kept = undefined;
    this.tryElsewhere(why, why.kind === "closed");
  }

  private fetch(connection: ProviderConnection): void {
    const { request } = this.ask;
    connection.exchange(request.verb, lineOf(request), this);
  }

  /** There is a reply for the client. */
  private isThere(status: number): void {
    const { messageId } = this.ask;
    if (messageId !== undefined && status >= 200 && status < 300 && this.target !== undefined) {
      this.field.facts.clear(messageId, this.target.name);
    }
    if (this.isProbe || this.isCancelled) return;
    if (this.checks) this.kept = new KeptReply(status);
    else this.commit();
  }

  private commit(): void {
    this.isCommitted = true;
    clearTimeout(this.late);
    if (this.isPaused) this.connection?.pause();
    this.kept?.writeTo(this.ask.sink);
    this.kept = undefined;
  }

  /** The reply is all there. */
  private complete(text: string): void {
    const { kept } = this;
    if (kept?.verdict().kind === "corrupt") {
      kept.text = text;
      this.corrupt = kept;
      this.kept = undefined;
      if (this.target !== undefined) this.target.corrupt++;
      this.pass("missed");
      return;
    }
    if (this.isProbe) {
      // It has it, and its connection is gone.
      this.pass("failed");
      return;
    }
    this.commit();
    this.settle();
    this.ask.sink.end(this.status, text);
  }

  /** The provider has nothing for the client. */
  private passOn(text: string): void {
    this.noteMiss();
    if (this.judgement === "miss") {
      this.pass("missed");
    } else if (this.status === 403 && this.ask.messageId !== undefined) {
      // It may have the article, and only can't get at it.
      this.trouble = trouble("refused", text);
      this.pass("failed");
    } else {
      this.refusal = { status: this.status, text };
      this.pass("unable");
    }
  }

  private noteMiss(): void {
    const { messageId } = this.ask;
    if (this.judgement !== "miss" || messageId === undefined || this.target === undefined) return;
    this.target.misses++;
    this.field.facts.add(messageId, this.target.name, Date.now());
  }

  private expire(timeoutMs: number): void {
    if (this.kept !== undefined) {
      // No time is left to see all of it first.
      this.commit();
      return;
    }
    this.runOut(timeoutMs);
    this.exhausted("unreachable");
  }

  private settle(): void {
    clearTimeout(this.late);
    this.leave();
  }
}

const CHECKED: ReadonlySet<string> = new Set(["ARTICLE", "BODY"]);
/** Requests that are worth a `STAT` before. */
const FETCHES: ReadonlySet<string> = new Set(["ARTICLE", "BODY", "HEAD"]);

const UNABLE = trouble("unsupported", "No provider does such a request.");
