import { setTimeout as sleep } from "node:timers/promises";
import { type Random, wholeNumber } from "../../random.ts";
import type { Database } from "../database.ts";
import type { CacheKeyUse } from "../keys.ts";
import { formatValue } from "../model/value.ts";
import type { Notebook } from "./notebook.ts";

/** What a loader throws by intent. */
export class LoaderError extends Error {
  override readonly name = "LoaderError";
}

const FAILS = 0.01;
/** How often a loader is slow after it has read the database, and how slow. */
const SLOWNESS = [
  { share: 0.01, mostMs: 1_500 },
  { share: 0.06, mostMs: 150 },
  { share: 1, mostMs: 8 },
] as const;

/** Reads a version, then dawdles: what it has read may be old by the time it returns it. */
export function loaderOf(
  use: CacheKeyUse,
  database: Database,
  notebook: Notebook,
  random: Random,
): () => Promise<string> {
  return () =>
    notebook.load(use.name, async () => {
      const [version] = await database.versions([use.name]);
      const drawn = random();
      const { mostMs } = SLOWNESS.find(({ share }) => drawn < share)!;
      await sleep(wholeNumber(random, 0, mostMs));
      if (random() < FAILS) throw new LoaderError("this loader fails now and then");
      return formatValue(use.name, version!);
    });
}
