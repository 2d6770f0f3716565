import { describe, expect, it } from "vitest";
import { minimalNews } from "./example.ts";
import { complaintsOf, configOf } from "./results.ts";

describe("a cache of articles", () => {
  it("has every choice made that the file leaves open", () => {
    const { usenet } = configOf(minimalNews({ backend: "cache: { articles: headers }" })).backends;
    expect(usenet).toMatchObject({
      cache: { articles: "headers", memoryBytes: 67_108_864, ttlMs: 604_800_000, maxArticleBytes: 4_194_304 },
    });
  });

  it.each([
    ["{}", "articles is required"],
    ["{ articles: bodies }", 'articles must be "headers" or "whole"'],
    ["{ articles: whole, ttlMs: 0 }", "ttlMs must be at least 1"],
    ["{ articles: whole, disk: { path: a } }", "disk.bytes is required"],
    ["{ articles: whole, redis: { urls: [] } }", "redis.urls must not be empty"],
  ])("%s is told of", (cache, complaint) => {
    expect(complaintsOf(minimalNews({ backend: `cache: ${cache}` }))).toEqual([
      `backends.usenet.cache.${complaint}`,
    ]);
  });

  it("has a folder of its own", () => {
    const cache = "{ articles: whole, disk: { path: a, bytes: 1gb } }";
    const other = `  other: { kind: nntp, providers: [{ host: two }], cache: ${cache} }`;
    const text = minimalNews({ listener: "backend: usenet", backend: `cache: ${cache}`, rest: other });
    expect(complaintsOf(text)).toEqual([
      "backends.other.cache.disk.path is the same as backends.usenet.cache.disk.path",
    ]);
  });
});
