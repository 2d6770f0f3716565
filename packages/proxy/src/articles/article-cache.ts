import { type Cache, defineKey, type Fetched, type LoadContext } from "fairlead-cache";
import type { CacheConfig } from "../config/provider-config.ts";
import { bytesOf } from "../nntp/texts.ts";
import type { ArticleFigures } from "../observe/article-figures.ts";
import type { Ask, Handle } from "../providers/ask.ts";
import type { News } from "../providers/news.ts";
import { DEFAULT_TIMEOUT_MS } from "../providers/trial.ts";
import { Capture } from "./capture.ts";
import { Delivery } from "./delivery.ts";
import { Fetching } from "./fetching.ts";
import { type Part, replyOf, type Sources, sourcesOf } from "./parts.ts";
import { Reading } from "./reading.ts";
import { openTiers } from "./tiers.ts";

/** Articles are handed to readers in pieces of so many bytes, so that slow ones can hold them up. */
const PIECE_BYTES = 64 * 1024;

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
  private readonly hits = new Map<string, number>();
  private collapsed = 0;
  private misses = 0;

  constructor(news: Pick<News, "ask">, config: CacheConfig) {
    this.news = news;
    this.config = config;
    this.tiers = openTiers(config);
  }

  /** The same as the providers' own. An article that many ask for at the same time is fetched once. */
  ask(ask: Ask): Handle {
    const { request, messageId } = ask;
    const sources = sourcesOf(request.verb, this.config.articles);
    if (messageId === undefined || sources === undefined) return this.news.ask(ask);
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
    if (reading.isOpen) this.goStraight(wanted, reading);
  }

  /** Replies by what is kept of a part. `false`: there is none. */
  private async find(part: Part, wanted: Wanted, reading: Reading): Promise<boolean> {
    const found = await this.tiers.find(keyOf({ part, id: wanted.messageId }));
    if (found !== undefined) this.deliver(part, found, wanted, reading);
    return found !== undefined;
  }

  /** Replies by what is kept, or by what is on its way to somebody else; or fetches it. */
  private async fetch(part: Part, wanted: Wanted, reading: Reading): Promise<void> {
    const { ask, messageId } = wanted;
    const found = await this.tiers.fetch(
      keyOf({ part, id: messageId }),
      (context) => this.load(part, ask, reading, context),
      // Whoever waits in vain has as long to ask by itself.
      { signal: reading.signal, hardTimeout: Math.ceil((ask.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 2) },
    );
    this.deliver(part, found, wanted, reading);
  }

  /** Asks providers, for this reader and all who wait. */
  private load(part: Part, ask: Ask, reading: Reading, { signal }: LoadContext): Promise<Uint8Array> {
    return new Promise((kept, notKept) => {
      const capture = new Capture(part, this.config.maxArticleBytes);
      const fetching = new Fetching({ capture, sink: ask.sink, kept, notKept }, (sink) =>
        this.news.ask({ ...ask, sink }),
      );
      this.misses++;
      signal.addEventListener("abort", () => fetching.unwanted(), { once: true });
      if (signal.aborted) fetching.unwanted();
      if (reading.isOpen) reading.readFrom(fetching);
      else fetching.cancel();
    });
  }

  private deliver(
    part: Part,
    { value, status, source }: Fetched<Uint8Array>,
    { ask, messageId }: Wanted,
    reading: Reading,
  ): void {
    if (!reading.isOpen) return;
    if (status === "hit") this.hits.set(source, (this.hits.get(source) ?? 0) + 1);
    else this.collapsed++;
    const kept = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const reply = replyOf(ask.request.verb, part, kept);
    const text = `${reply.status} 0 ${messageId}`;
    const delivery = new Delivery(ask.sink);
    delivery.keep(bytesOf(text));
    for (const block of reply.block) {
      for (let at = 0; at < block.length; at += PIECE_BYTES)
        delivery.keep(block.subarray(at, at + PIECE_BYTES));
    }
    reading.readFrom(delivery);
    delivery.end(reply.status, text);
  }

  private goStraight({ ask, since }: Wanted, reading: Reading): void {
    this.misses++;
    const leftMs = (ask.timeoutMs ?? DEFAULT_TIMEOUT_MS) - (performance.now() - since);
    reading.readFrom(this.news.ask({ ...ask, timeoutMs: Math.max(1, leftMs) }));
  }
}
