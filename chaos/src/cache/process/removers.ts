import { pick, type Random, wholeNumber } from "../../random.ts";
import { machineMs } from "../clock.ts";
import type { Database } from "../database.ts";
import { type CacheKeyUse, CLEARED, cacheKey } from "../keys.ts";
import type { Floor, Removal } from "../model/history.ts";
import { formatValue } from "../model/value.ts";
import type { Notebook } from "./notebook.ts";
import type { Stack } from "./stack.ts";

const MANY = 4;
const SETS = 0.7;

/** Changes the database, then tells the cache, in every way there is. */
export class Removers {
  readonly #stack: Stack;
  readonly #database: Database;
  readonly #notebook: Notebook;
  readonly #gone: readonly CacheKeyUse[];
  readonly #tagged: readonly CacheKeyUse[];
  readonly #cleared: readonly CacheKeyUse[];
  readonly #own: readonly CacheKeyUse[];

  constructor(
    stack: Stack,
    database: Database,
    notebook: Notebook,
    process: number,
    uses: readonly CacheKeyUse[],
  ) {
    this.#stack = stack;
    this.#database = database;
    this.#notebook = notebook;
    this.#gone = uses.filter(({ kind }) => kind === "gone");
    this.#tagged = uses.filter(({ kind }) => kind === "tagged");
    this.#cleared = uses.filter(({ kind }) => kind === "cleared");
    this.#own = uses.filter(({ kind, owner }) => kind === "put" && owner === process);
  }

  /** Deletes, of one key or several. */
  async delete(random: Random): Promise<void> {
    const isOne = random() < 0.6;
    const count = isOne ? 1 : wholeNumber(random, 2, MANY);
    const uses = [...new Set(Array.from({ length: count }, () => pick(random, this.#gone)))];
    const { cache } = this.#stack;
    await this.#remove(uses, { verb: isOne ? "delete" : "deleteMany" }, async () => {
      if (isOne) return (await cache.delete(cacheKey(uses[0]!))).ok;
      return (await cache.deleteMany(uses.map(cacheKey))).every(({ ok }) => ok);
    });
  }

  /** Sets or deletes a key of this process's own. To be called by one caller, which waits. */
  async put(random: Random): Promise<void> {
    const use = pick(random, this.#own);
    const key = cacheKey(use);
    const { cache } = this.#stack;
    if (random() < SETS) {
      await this.#remove(
        [use],
        { verb: "set" },
        async ([floor]) => (await cache.set(key, formatValue(...floor!))).ok,
      );
    } else await this.#remove([use], { verb: "delete" }, async () => (await cache.delete(key)).ok);
  }

  async invalidate(random: Random): Promise<void> {
    const { tag } = pick(random, this.#tagged);
    const uses = this.#tagged.filter((use) => use.tag === tag);
    await this.#remove(uses, { verb: "invalidateTag", tag }, async () => {
      await this.#stack.cache.invalidateTag(tag);
      return true;
    });
  }

  async clear(): Promise<void> {
    await this.#remove(
      this.#cleared,
      { verb: "clear" },
      async () => (await this.#stack.cache.clear(CLEARED)).ok,
    );
  }

  async #remove(
    uses: readonly CacheKeyUse[],
    what: Pick<Removal, "verb" | "tag">,
    tell: (floors: readonly Floor[]) => Promise<boolean>,
  ): Promise<void> {
    const names = uses.map(({ name }) => name);
    const versions = await this.#database.change(names);
    const floors = names.map((name, at): Floor => [name, versions[at]!]);
    const fromMs = machineMs();
    const ok = await tell(floors).catch(() => false);
    this.#notebook.removal({ ...what, floors, fromMs, ok });
  }
}
