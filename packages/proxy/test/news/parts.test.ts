import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NewsConfig } from "../../src/config/provider-config.ts";
import { partOfProviders } from "../../src/server/news.ts";
import { backendView, sumOfViews } from "../../src/server/views.ts";
import { minimalNews } from "../config/example.ts";
import { configOf } from "../config/results.ts";
import { ScriptedProviders } from "./scripted-parts.ts";

function configWith(provider: string): NewsConfig {
  const { usenet } = configOf(minimalNews({ provider, backend: "facts: { file: facts }" })).backends;
  return usenet as NewsConfig;
}

describe("what one of several processes uses of providers", () => {
  it("is with the others what the configuration says, where each can have one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 6, max: 40 }),
        fc.nat(6),
        (count, maxConnections, warmConnections) => {
          const config = configWith(
            `, maxConnections: ${maxConnections}, warmConnections: ${warmConnections}`,
          );
          const parts = Array.from({ length: count }, (_, index) => partOfProviders(config, index, count));
          const providers = parts.map((part) => part.providers[0]!);
          const sum = (field: "maxConnections" | "warmConnections"): number =>
            providers.reduce((total, each) => total + each[field], 0);
          expect([sum("maxConnections"), sum("warmConnections")]).toEqual([maxConnections, warmConnections]);
          for (const each of providers) {
            expect(each.maxPinned).toBeGreaterThan(0);
            expect(each.maxPinned).toBeLessThanOrEqual(each.maxConnections);
          }
          expect(new Set(parts.map(({ facts }) => facts.file)).size).toBe(count);
        },
      ),
    );
  });

  it("is a part of the cache, in a folder of its own", () => {
    const cache = "{ articles: whole, memoryBytes: 10, disk: { path: /a, bytes: 100 }, maxArticleBytes: 5 }";
    const { usenet } = configOf(minimalNews({ backend: `cache: ${cache}` })).backends;
    const parts = [0, 1, 2].map((index) => partOfProviders(usenet as NewsConfig, index, 3).cache);
    expect(parts).toMatchObject(
      [0, 1, 2].map((index) => ({
        memoryBytes: 3,
        disk: { path: `/a.${index}`, bytes: 33 },
        maxArticleBytes: 5,
      })),
    );
  });

  it("is all of it for the only process", () => {
    const config = configWith("");
    expect(partOfProviders(config, 0, 1)).toBe(config);
  });
});

it("what all processes say of providers is added up", () => {
  const config = configWith("");
  const providers = new ScriptedProviders(config);
  const view = () => backendView({ kind: "nntp", name: "usenet", config, providers });
  const one = view();
  providers.coolingDown = ["one"];
  const [sum, ...others] = sumOfViews([[one], [view()]]);
  expect(others).toEqual([]);
  expect(sum).toMatchObject({ name: "usenet", connections: 6, queued: 4 });
  expect(sum?.providers).toMatchObject([
    {
      name: "one",
      tier: 0,
      coolingDown: true,
      maxConnections: 20,
      requests: 60,
      failures: { busy: 12 },
      receivedBytes: 14_000,
    },
  ]);
});
