// The process of a cache that has just come to the world: reports how long it took to import it, or to its first value from Redis.

import { peakRssMiB } from "../client/memory.ts";
import type { Trial } from "../suite.ts";
import { idOf, itemOf } from "./data.ts";
import { expectValue } from "./expect.ts";
import { CACHES } from "./names.ts";
import type { Setup } from "./peer.ts";

/** What the process is told, as JSON, in its first argument. Without a setup it only imports. */
export interface NewcomerJob {
  readonly peer: string;
  readonly setup?: Setup;
}

const { peer, setup } = JSON.parse(process.argv[2]!) as NewcomerJob;
const p50Ms = setup === undefined ? await timeImport() : await timeFirstValue(setup);
const trial: Trial = { figures: { p50Ms, peakRssMiB: peakRssMiB() } };
process.send!(trial, () => process.exit());

async function timeImport(): Promise<number> {
  const begin = performance.now();
  for (const name of CACHES[peer]!.packages) await import(name);
  return performance.now() - begin;
}

/** Since the process began, Node's own start included: a value is set, and got. */
async function timeFirstValue(to: Setup): Promise<number> {
  const cache = await CACHES[peer]!.open(to);
  await cache.set(idOf(0), itemOf(0));
  const value = await cache.get(idOf(0));
  const time = performance.now();
  expectValue("the first value", value, itemOf(0));
  return time;
}
