import type { CallOptions } from "fairlead-cache";
import { pick, type Random, wholeNumber } from "../../random.ts";
import { machineMs } from "../clock.ts";
import type { Database } from "../database.ts";
import { type CacheKeyUse, cacheKey } from "../keys.ts";
import type { CacheRead } from "../model/history.ts";
import { LoaderError, loaderOf } from "./loader.ts";
import type { Notebook } from "./notebook.ts";
import { codeOf, type Stack } from "./stack.ts";

const MANY = 6;

/** Reads keys in every way. */
export class Readers {
  readonly #stack: Stack;
  readonly #database: Database;
  readonly #notebook: Notebook;
  readonly #uses: readonly CacheKeyUse[];

  constructor(stack: Stack, database: Database, notebook: Notebook, uses: readonly CacheKeyUse[]) {
    this.#stack = stack;
    this.#database = database;
    this.#notebook = notebook;
    this.#uses = uses;
  }

  /** One call of a random kind, written down. Never rejects. */
  async read(random: Random): Promise<void> {
    const drawn = random();
    const use = pick(random, this.#uses);
    if (drawn < 0.2) await this.#get(use);
    else if (drawn < 0.3) await this.#getMany(random);
    else await this.#getOrSet(use, random);
  }

  async #get(use: CacheKeyUse): Promise<void> {
    const fromMs = machineMs();
    const outcome = await this.#stack.cache.get(cacheKey(use)).then(outcomeOf, failure);
    this.#notebook.read({ verb: "get", key: use.name, fromMs, outcome, degraded: false });
  }

  async #getMany(random: Random): Promise<void> {
    const uses = Array.from({ length: wholeNumber(random, 2, MANY) }, () => pick(random, this.#uses));
    const fromMs = machineMs();
    const outcomes = await this.#stack.cache.getMany(uses.map(cacheKey)).then(
      (values) => values.map(outcomeOf),
      (error: unknown) => uses.map(() => failure(error)),
    );
    for (const [at, { name }] of uses.entries()) {
      this.#notebook.read({ verb: "getMany", key: name, fromMs, outcome: outcomes[at]!, degraded: false });
    }
  }

  async #getOrSet(use: CacheKeyUse, random: Random): Promise<void> {
    const loader = loaderOf(use, this.#database, this.#notebook, random);
    const { cache } = this.#stack;
    const options = policyOf(use);
    const key = cacheKey(use);
    const note = (fromMs: number, outcome: CacheRead["outcome"], degraded: boolean): void =>
      this.#notebook.read({ verb: "getOrSet", key: use.name, fromMs, outcome, degraded });
    const fromMs = machineMs();
    if (random() < 0.5) {
      note(fromMs, await cache.getOrSet(key, loader, options).then(outcomeOf, failure), false);
      return;
    }
    await cache.fetch(key, loader, options).then(
      ({ value, degraded }) => note(fromMs, outcomeOf(value), degraded),
      (error: unknown) => note(fromMs, failure(error), false),
    );
  }
}

/** Values of some families are stale soon, and loaded again in the background. */
function policyOf({ kind, id, tag }: CacheKeyUse): CallOptions {
  if (kind === "still") return { ttl: 120 };
  const tags = kind === "tagged" ? { tags: [tag] } : {};
  return id % 2 === 0 ? { ...tags, stale: 200 } : tags;
}

function outcomeOf(value: string | undefined): CacheRead["outcome"] {
  return value === undefined ? { kind: "none" } : { kind: "value", text: value };
}

function failure(error: unknown): CacheRead["outcome"] {
  return { kind: "failed", code: codeOf(error), own: error instanceof LoaderError };
}
