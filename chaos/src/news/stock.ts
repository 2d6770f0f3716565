import { type Article, binaryFile, textArticle } from "fairlead-harness";
import { type Random, wholeNumber } from "../random.ts";

export const GROUP = "chaos.binaries";

const ARTICLES = 60;
const LARGEST_BYTES = 400_000;
/** What all articles were written at. */
const DATE = new Date(0);

/** Which provider has which articles, in the order of their numbers in the group. */
export interface Stock {
  readonly all: readonly Article[];
  readonly byProvider: readonly (readonly Article[])[];
}

/**
 * Articles of all sizes, texts and yEnc, each at one provider at least. No two providers have as many, so the reply to
 * `GROUP` tells them apart; and a number is another article at each.
 */
export function makeStock(random: Random, providers: number): Stock {
  const all = Array.from({ length: ARTICLES }, (_, index) => articleOf(random, index));
  const byProvider = Array.from({ length: providers }, (_, provider) =>
    shuffled(
      random,
      all.filter((_article, index) => index % providers === provider || random() < 0.3),
    ),
  );
  const counts = new Set<number>();
  for (const articles of byProvider) {
    while (counts.has(articles.length)) articles.pop();
    counts.add(articles.length);
  }
  return {
    all: all.filter((article) => byProvider.some((articles) => articles.includes(article))),
    byProvider,
  };
}

function articleOf(random: Random, index: number): Article {
  const options = { seed: `chaos-${index}`, groups: [GROUP], date: DATE };
  if (random() < 0.5) return textArticle({ ...options, size: wholeNumber(random, 1, 5_000) });
  const size = wholeNumber(random, 1, LARGEST_BYTES);
  return binaryFile({ ...options, size, partSize: size }).articles[0]!;
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
