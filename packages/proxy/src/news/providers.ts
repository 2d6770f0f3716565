import { ArticleCache } from "../articles/article-cache.ts";
import type { NewsConfig } from "../config/provider-config.ts";
import type { ArticleFigures } from "../observe/article-figures.ts";
import type { Journal } from "../observe/journal.ts";
import type { ProviderFigures } from "../observe/provider-figures.ts";
import { News } from "../providers/news.ts";

/** Milliseconds that what is under way with providers may take when they are closed: sessions have ended by then. */
const CLOSE_MS = 1_000;

/** The providers of one backend, as the proxy keeps them. */
export class NewsProviders {
  readonly news: News;
  /** What requests by message-id are asked of: the cache before the providers, or they. */
  readonly articles: Pick<News, "ask">;
  private readonly cache: ArticleCache | undefined;
  private readonly config: NewsConfig;

  private constructor(news: News, config: NewsConfig) {
    this.news = news;
    this.config = config;
    this.cache = config.cache && new ArticleCache(news, config.cache);
    this.articles = this.cache ?? news;
  }

  /** @throws {Error} when a file can't be read. */
  static async open(config: NewsConfig, journal: Journal): Promise<NewsProviders> {
    const news = new News(config, journal);
    await news.start();
    return new NewsProviders(news, config);
  }

  figures(): readonly ProviderFigures[] {
    return this.news.figures().providers.map((of, at): ProviderFigures => {
      const { host, port, maxConnections } = this.config.providers[at]!;
      const { name, tier, pinned, waiting, requests, misses, corrupt, receivedBytes, sentBytes } = of;
      return {
        ...{
          name,
          tier,
          pinned,
          waiting,
          requests,
          misses,
          corrupt,
          receivedBytes,
          sentBytes,
          maxConnections,
        },
        address: `${host}:${port}`,
        coolingDown: of.state === "down",
        connections: of.open,
        busy: of.inUse - pinned,
        failures: of.failuresByKind,
      };
    });
  }

  cached(): ArticleFigures | undefined {
    return this.cache?.figures();
  }

  async close(): Promise<void> {
    await this.news.close({ timeoutMs: CLOSE_MS });
    await this.cache?.close({ timeoutMs: CLOSE_MS });
  }
}
