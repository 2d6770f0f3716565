import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Article,
  asBlock,
  binaryFile,
  type FakeNntp,
  library,
  startFakeNntp,
  startServer,
  textArticle,
  until,
} from "fairlead-harness";
import { describe, expect, it } from "vitest";
import { ArticleCache } from "../../src/articles/article-cache.ts";
import type { CacheConfig } from "../../src/config/provider-config.ts";
import type { News } from "../../src/providers/news.ts";
import { ask, asked, providerConfig, startNews } from "../support/news.ts";
import { MIB } from "./scripted.ts";

const ARTICLES = [
  textArticle({ seed: "text" }),
  ...binaryFile({ size: 700_000, partSize: 700_000 }).articles,
];

interface Bench extends AsyncDisposable {
  readonly cache: ArticleCache;
  readonly server: FakeNntp;
  /** What was asked of the server for articles. */
  readonly fetched: readonly string[];
}

/** A cache before one provider that has the articles. */
async function start(settings: Partial<CacheConfig>): Promise<Bench> {
  const server = await startFakeNntp(library({ groups: [], articles: ARTICLES }).handler);
  const news = await startNews([providerConfig(server)]);
  const cache = new ArticleCache(news, {
    articles: "whole",
    memoryBytes: 64 * MIB,
    ttlMs: 60_000,
    maxArticleBytes: 4 * MIB,
    ...settings,
  });
  return {
    cache,
    server,
    get fetched() {
      return server.requests.filter(({ line }) => line.includes("<")).map(({ line }) => line);
    },
    async [Symbol.asyncDispose]() {
      await cache.close({ timeoutMs: 5_000 });
      await news[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

function read(cache: ArticleCache, line: string): Promise<string> {
  return asked(cache as unknown as News, line);
}

function replyOf({ messageId, bytes }: Article): string {
  return `220 0 ${messageId}\r\n${asBlock({ bytes }).toString("latin1")}`;
}

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "fairlead-articles-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Reads all articles; whether they came from there. */
async function servesFrom(settings: Partial<CacheConfig>, source: string): Promise<boolean> {
  await using bench = await start(settings);
  for (const article of ARTICLES) {
    expect(await read(bench.cache, `ARTICLE ${article.messageId}`)).toBe(replyOf(article));
    expect(await read(bench.cache, `STAT ${article.messageId}`)).toBe(`223 0 ${article.messageId}\r\n`);
  }
  const figures = bench.cache.figures();
  if (figures.hits[source] !== ARTICLES.length) return false;
  expect(bench.fetched).toEqual([]);
  expect(figures).toEqual({ hits: { [source]: 2, memory: 2 }, collapsed: 0, misses: 0 });
  return true;
}

describe("articles", () => {
  it("are fetched once for all readers, and are the same from each tier", async () => {
    await using redis = await startServer();
    await using disk = await folder();
    const servers = { urls: [`redis://127.0.0.1:${redis.port}`] };
    const tiers = { disk: { path: disk.path, bytes: 64 * MIB }, redis: servers };
    {
      await using bench = await start(tiers);
      for (const article of ARTICLES) {
        const line = `ARTICLE ${article.messageId}`;
        const readings = Array.from({ length: 100 }, () => read(bench.cache, line));
        expect(new Set(await Promise.all(readings))).toEqual(new Set([replyOf(article)]));
        expect(await read(bench.cache, line)).toBe(replyOf(article));
      }
      expect(bench.fetched).toHaveLength(ARTICLES.length);
      expect(bench.cache.figures()).toEqual({ hits: { memory: 2 }, collapsed: 198, misses: 2 });
    }
    for (const [settings, source] of [
      [tiers, "file"],
      [{ redis: servers }, "redis"],
    ] as const) {
      // Its opening counts towards the time that a tier has: on a busy machine that may be too little.
      await until(() => servesFrom(settings, source), { what: `the articles from ${source}` });
    }
  });

  it("come from providers while a tier is away, and the disk is another's", async () => {
    await using redis = await startServer();
    await using disk = await folder();
    const tiers = {
      memoryBytes: 1,
      disk: { path: disk.path, bytes: 64 * MIB },
      redis: { urls: [`redis://127.0.0.1:${redis.port}`] },
    };
    await using owner = await start(tiers);
    await using bench = await start(tiers);
    const [article] = ARTICLES as [Article];
    await read(owner.cache, `ARTICLE ${article.messageId}`);
    redis.freeze();
    for (let i = 0; i < 10; i++) {
      const from = performance.now();
      expect(await read(bench.cache, `ARTICLE ${article.messageId}`)).toBe(replyOf(article));
      // Both are asked for 250 ms at most.
      expect(performance.now() - from).toBeLessThan(1_500);
    }
    redis.thaw();
  });

  it("are read by others after a reader left in the middle of one", async () => {
    await using bench = await start({});
    const { messageId } = ARTICLES[1]!;
    const { told, handle } = ask(bench.cache as unknown as News, `ARTICLE ${messageId}`);
    await until(() => told.pieces > 0, { what: "the first piece" });
    handle.cancel();
    expect(await read(bench.cache, `HEAD ${ARTICLES[0]!.messageId}`)).toMatch(/^221 0 /);
    expect(await read(bench.cache, `ARTICLE ${messageId}`)).toBe(replyOf(ARTICLES[1]!));
  });
});
