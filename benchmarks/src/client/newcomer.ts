// The process of a client that has just come to the world: reports how long it took to import it, or to its first reply.

import { keyName } from "../data.ts";
import type { Trial } from "../suite.ts";
import { peakRssMiB } from "./memory.ts";
import { CLIENTS } from "./peers/names.ts";
import type { Target } from "./target.ts";

/** What the process is told, as JSON, in its first argument. Without a target it only imports. */
export interface NewcomerJob {
  readonly peer: string;
  readonly target?: Target;
}

const { peer, target } = JSON.parse(process.argv[2]!) as NewcomerJob;
const p50Ms = target === undefined ? await timeImport() : await timeFirstReply(target);
const trial: Trial = { figures: { p50Ms, peakRssMiB: peakRssMiB() } };
process.send!(trial, () => process.exit());

async function timeImport(): Promise<number> {
  const begin = performance.now();
  await import(CLIENTS[peer]!.packageName);
  return performance.now() - begin;
}

/** Since the process began, Node's own start included. */
async function timeFirstReply(to: Target): Promise<number> {
  const { open } = await CLIENTS[peer]!.adapter();
  const client = await open(to);
  await client.get(keyName(0));
  return performance.now();
}
