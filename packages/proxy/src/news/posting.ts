import type { BlockSink } from "../nntp/request-reader.ts";
import { TEXTS } from "../nntp/texts.ts";
import type { PostHandle, PostSink } from "../providers/ask.ts";
import type { News } from "../providers/news.ts";
import type { NewsExchange } from "./exchange.ts";

export interface PostingOwner {
  /** A piece of a reply has gone out. */
  wrote(exchange: NewsExchange): void;
  /** The client has been asked for its article. */
  invited(posting: Posting): void;
  /** Whether the client has to wait with more of it. */
  holdArticle(hold: boolean): void;
  replied(exchange: NewsExchange, status: number): void;
  /** Says a reply of the proxy's own. */
  say(exchange: NewsExchange, text: string): void;
  broken(): void;
}

export interface PostingTerms {
  readonly timeoutMs: number;
  readonly maxArticleBytes: number;
  /** Where articles go; `undefined`: to any provider that takes them. */
  readonly provider: string | undefined;
}

/** One `POST` or `IHAVE`, from the first reply to the second. */
export class Posting implements PostSink, BlockSink {
  private readonly exchange: NewsExchange;
  private readonly owner: PostingOwner;
  private readonly handle: PostHandle;
  /** Bytes that the article may still have. */
  private left: number;
  private isInvited = false;
  /** The article has come, wherever it went. */
  private isWhole = false;
  /** What the client is told once it is. */
  private verdict: string | undefined = undefined;

  constructor(exchange: NewsExchange, news: Pick<News, "post">, terms: PostingTerms, owner: PostingOwner) {
    this.exchange = exchange;
    this.owner = owner;
    this.left = terms.maxArticleBytes;
    this.handle = news.post({
      request: exchange.request,
      provider: terms.provider,
      sink: this,
      timeoutMs: terms.timeoutMs,
    });
    exchange.flow = this.handle;
  }

  cancel(): void {
    this.handle.cancel();
  }

  write(bytes: Buffer, start: number, end: number): void {
    this.exchange.write(bytes, start, end);
    this.owner.wrote(this.exchange);
  }

  invited(): void {
    this.isInvited = true;
    this.owner.invited(this);
  }

  drained(): void {
    this.owner.holdArticle(false);
  }

  end(status: number): void {
    this.owner.replied(this.exchange, status);
  }

  unavailable(): void {
    this.owner.say(this.exchange, TEXTS.noProvider);
  }

  broken(): void {
    if (this.isInvited) this.refuse(this.words(TEXTS.postUnknown, TEXTS.offerUnknown));
    else this.owner.broken();
  }

  piece(bytes: Buffer, start: number, end: number, last: boolean): void {
    this.isWhole ||= last;
    if (this.verdict === undefined) {
      this.left -= end - start;
      if (this.left < 0) {
        this.handle.cancel();
        this.refuse(this.words(TEXTS.postTooLarge, TEXTS.offerTooLarge));
      } else if (!this.handle.send(bytes, start, end, last) && !last) this.owner.holdArticle(true);
    } else if (last) this.owner.say(this.exchange, this.verdict);
  }

  /** The rest of the article still has to come before anything can be said. */
  private refuse(words: string): void {
    this.owner.holdArticle(false);
    if (this.isWhole) this.owner.say(this.exchange, words);
    else this.verdict = words;
  }

  private words(post: string, ihave: string): string {
    return this.exchange.request.verb === "POST" ? post : ihave;
  }
}
