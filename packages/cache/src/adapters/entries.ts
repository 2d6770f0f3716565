import type { WriteReport } from "../chain/report.ts";
import type { CacheKey } from "../key.ts";
import type { Policy } from "../policy.ts";
import { carried, carry } from "./carried.ts";
import type { Texts } from "./texts.ts";

/** One of several values to be written. */
export interface Item {
  readonly key: string;
  readonly value: unknown;
  /** In ms; `undefined` and 0: as the adapter was told. */
  readonly ttl?: number | undefined;
}

/** The values of one adapter: any that can be carried, `undefined` among them. */
export class Entries {
  readonly texts: Texts;
  private readonly otherwise: Policy;

  /** `ttl`: of what is given none. */
  constructor(texts: Texts, ttl: NonNullable<Policy["ttl"]>) {
    this.texts = texts;
    this.otherwise = { ttl, emptyTtl: ttl === "forever" ? Number.POSITIVE_INFINITY : ttl };
  }

  async get(key: string): Promise<unknown> {
    return carried(await this.texts.cache.get(this.texts.key(key)));
  }

  async getMany(keys: readonly string[]): Promise<unknown[]> {
    const found = await this.texts.cache.getMany(keys.map((key) => this.texts.key(key)));
    return found.map(carried);
  }

  /** A report for each. */
  async setMany(items: readonly Item[]): Promise<WriteReport[]> {
    const { cache } = this.texts;
    const byTtl = new Map<number, number[]>();
    for (const [at, { ttl = 0 }] of items.entries()) {
      const group = byTtl.get(ttl);
      if (group === undefined) byTtl.set(ttl, [at]);
      else group.push(at);
    }
    const all: WriteReport[] = [];
    for (const [ttl, group] of byTtl) {
      const pairs = group.map((at): readonly [CacheKey, unknown] => {
        const { key, value } = items[at]!;
        return [this.texts.key(key), carry(value)];
      });
      const reports = await cache.setMany(pairs, this.policyOf(ttl));
      for (const [index, at] of group.entries()) all[at] = reports[index]!;
    }
    return all;
  }

  /**
   * The same for callers that look at no report.
   * @throws {CacheError} `ERR_CACHE_ENCODE` and `ERR_CACHE_TOO_LARGE`: a layer can't keep the value. That a layer is away is no error.
   */
  async keep(items: readonly Item[]): Promise<void> {
    for (const report of await this.setMany(items)) refuseLoss(report);
  }

  has(key: string): Promise<boolean> {
    return this.texts.cache.has(this.texts.key(key));
  }

  /** Whether there was one, of each. */
  async deleteMany(keys: readonly string[]): Promise<boolean[]> {
    const reports = await this.texts.cache.deleteMany(keys.map((key) => this.texts.key(key)));
    return reports.map(({ removed }) => removed);
  }

  /** Keys that begin with this text and a colon, with their values. */
  async *iterate(base: string): AsyncGenerator<[key: string, value: unknown]> {
    for await (const keys of this.texts.list(this.texts.range(base))) {
      const found = await this.texts.cache.getMany(keys.map((key) => this.texts.key(key)));
      for (const [at, value] of found.entries()) yield [keys[at]!, carried(value)];
    }
  }

  /** A ttl of no time, or less, leaves nothing. */
  private policyOf(ttl: number): Policy {
    if (ttl === 0) return this.otherwise;
    const life = Math.max(0, ttl);
    return { ttl: life, emptyTtl: life };
  }
}

/**
 * Of a write that nobody looks at.
 * @throws {CacheError} `ERR_CACHE_ENCODE` and `ERR_CACHE_TOO_LARGE`: a layer can't keep the value.
 */
export function refuseLoss({ layers }: WriteReport): void {
  for (const { error } of layers) {
    if (error?.code === "ERR_CACHE_ENCODE" || error?.code === "ERR_CACHE_TOO_LARGE") throw error;
  }
}
