import type { NewsConfig } from "../config/provider-config.ts";
import type { Journal } from "../observe/journal.ts";
import type { ProviderFigures } from "../observe/provider-figures.ts";
import { News } from "../providers/news.ts";

/** Milliseconds that what is under way with providers may take when they are closed: sessions have ended by then. */
const CLOSE_MS = 1_000;

/** The providers of one backend, as the proxy keeps them. */
export class NewsProviders {
  readonly news: News;

  private constructor(news: News) {
    this.news = news;
  }

  /** @throws {Error} when a file can't be read. */
  static async open(config: NewsConfig, journal: Journal): Promise<NewsProviders> {
    const news = new News(config, journal);
    await news.start();
    return new NewsProviders(news);
  }

  figures(): readonly ProviderFigures[] {
    return this.news.figures().providers;
  }

  close(): Promise<void> {
    return this.news.close({ timeoutMs: CLOSE_MS });
  }
}
