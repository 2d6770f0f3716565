import { type Cache, defineKey, type Fetched, type LoadContext } from "fairlead-cache";
import type { CacheConfig } from "../config/provider-config.ts";
import { bytesOf } from "../nntp/texts.ts";
import type { ArticleFigures } from "../observe/article-figures.ts";
import type { Ask, Handle, ReplySink } from "../providers/ask.ts";
import type { News } from "../providers/news.ts";
import { DEFAULT_TIMEOUT_MS } from "../providers/trial.ts";
import { Backlog } from "./backlog.ts";
import { Capture } from "./capture.ts";
import { Delivery } from "./delivery.ts";
import { Fetching } from "./fetching.ts";
import { type Part, replyOf, type Sources, sourcesOf } from "./parts.ts";
import { Reading } from "./reading.ts";
import { openTiers } from "./tiers.ts";

/** Articles are handed to readers in pieces of so many bytes, so that slow ones can hold them up. */
const PIECE_BYTES = 64 * 1024;

/** So many articles may be looked for at the same time; others go straight on, or they could all come to memory at once. */
const MAX_UNDER_WAY = 256;

const keyOf = defineKey<Uint8Array, { part: Part; id: string }>("article");

/** A request by message-id whose reply may be kept. */
interface Wanted {
  readonly ask: Ask;
  readonly messageId: string;
  readonly sources: Sources;
  /** By `performance.now()`. */
  readonly since: number;
}

/**
 * Articles, kept on their way from providers to readers. What is not kept, or can't be, goes straight on: so does everything
 * while the cache is ill or closed.
 */
export class ArticleCache implements Pick<News, "ask"> {
  private readonly news: Pick<News, "ask">;
  private readonly config: CacheConfig;
  private readonly tiers: Cache;
  private readonly backlog: Backlog;
  /** How many ask for each article, by message-id. */
  private readonly underWay = new Map<string, number>();
  private readonly hits = new Map<string, number>();
  private collapsed = 0;
  private misses = 0;

  constructor(news: Pick<News, "ask">, config: CacheConfig) {
    this.news = news;
    this.config = config;
    this.tiers = openTiers(config);
    this.backlog = new Backlog(config.memoryBytes);
  }

  /** The same as the providers' own. An article that many ask for at the same time is fetched once. */
  ask(ask: Ask): Handle {
    const { request, messageId } = ask;
    const sources = sourcesOf(request.verb, this.config.articles);
    if (messageId === undefined || sources === undefined || !this.begin(messageId)) return this.news.ask(ask);
    const reading = new Reading();
    void this.read({ ask, messageId, sources, since: performance.now() }, reading);
    return reading;
  }

  figures(): ArticleFigures {
    return { hits: Object.fromEntries(this.hits), collapsed: this.collapsed, misses: this.misses };
  }

  /** Waits for what is being written, at most so long, and closes the tiers. */
  async close({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    await this.tiers.close({ timeoutMs });
  }

  private async read(wanted: Wanted, reading: Reading): Promise<void> {
    const { larger, own } = wanted.sources;
    try {
      if (larger !== undefined && (await this.find(larger, wanted, reading))) return;
      if (own !== undefined && reading.isOpen) await this.fetch(own, wanted, reading);
    } catch {
      // It is not kept, or the cache has failed.
    }
    this.finish(wanted.messageId);
    if (reading.isOpen) reading.readFrom(this.askProviders(wanted, wanted.ask.sink));
  }

  /** `false`: too many are under way. */
  private begin(messageId: string): boolean {
    const readers = this.underWay.get(messageId) ?? 0;
    if (readers === 0 && this.underWay.size >= MAX_UNDER_WAY) return false;
    this.underWay.set(messageId, readers + 1);
    return true;
  }

  private finish(messageId: string): void {
    const readers = this.underWay.get(messageId)! - 1;
    if (readers === 0) this.underWay.delete(messageId);
    else this.underWay.set(messageId, readers);
  }

  /** Replies by what is kept of a part, if it is. */
  private async find(part: Part, wanted: Wanted, reading: Reading): Promise<boolean> {
    const found = await this.tiers.find(keyOf({ part, id: wanted.messageId }));
    if (found !== undefined) this.deliver(part, found, wanted, reading);
    return !reading.isOpen;
  }

  /** Replies by what is kept, or by what is on its way to somebody else; or fetches it. */
  private async fetch(part: Part, wanted: Wanted, reading: Reading): Promise<void> {
    const timeoutMs = wanted.ask.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const found = await this.tiers.fetch(
      keyOf({ part, id: wanted.messageId }),
      (context) => this.load(part, wanted, reading, context),
      // Whoever waits in vain has as long to ask by itself.
      { signal: reading.signal, hardTimeout: Math.ceil(timeoutMs / 2) },
    );
    this.deliver(part, found, wanted, reading);
  }

  /** Asks providers, for this reader and all who wait. */
  private load(part: Part, wanted: Wanted, reading: Reading, { signal }: LoadContext): Promise<Uint8Array> {
    return new Promise((kept, notKept) => {
      const capture = new Capture(part, this.config.maxArticleBytes);
      const { sink } = wanted.ask;
      const { backlog } = this;
      const fetching = new Fetching({ capture, backlog, sink, kept, notKept }, (each) =>
        this.askProviders(wanted, each),
      );
      signal.addEventListener("abort", () => fetching.unwanted(), { once: true });
      if (signal.aborted) fetching.unwanted();
      if (reading.isOpen) reading.readFrom(fetching);
      else fetching.cancel();
    });
  }

  /** Replies by a kept part, unless there is no room for what slow readers have still to take. */
  private deliver(
    part: Part,
    { value, status, source }: Fetched<Uint8Array>,
    { ask, messageId }: Wanted,
    reading: Reading,
  ): void {
    if (!reading.isOpen || this.backlog.isFull) return;
    if (status === "hit") this.hits.set(source, (this.hits.get(source) ?? 0) + 1);
    else this.collapsed++;
    const kept = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const reply = replyOf(ask.request.verb, part, kept);
    const text = `${reply.status} 0 ${messageId}`;
    const delivery = new Delivery(ask.sink, this.backlog);
    delivery.keep(bytesOf(text));
    for (const block of reply.block) {
      for (let at = 0; at < block.length; at += PIECE_BYTES)
        delivery.keep(block.subarray(at, at + PIECE_BYTES));
    }
    reading.readFrom(delivery);
    delivery.end(reply.status, text);
  }

  private askProviders({ ask, since }: Wanted, sink: ReplySink): Handle {
    this.misses++;
    const leftMs = (ask.timeoutMs ?? DEFAULT_TIMEOUT_MS) - (performance.now() - since);
    return this.news.ask({ ...ask, sink, timeoutMs: Math.max(1, leftMs) });
  }
}
