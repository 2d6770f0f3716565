/** What came of requests for articles that may be cached, in this process. Plain data. */
export interface ArticleFigures {
  /** Answered from the cache, by tier: `memory`, `file`, `redis`. */
  readonly hits: Readonly<Record<string, number>>;
  /** Answered by what others had asked for at the same time. */
  readonly collapsed: number;
  /** Asked of providers. */
  readonly misses: number;
}
