import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { groups, loops } from "../../drives.ts";
import type { Drive } from "../../phase.ts";
import { itemOf } from "../data.ts";
import { expectHit, expectValue } from "../expect.ts";
import type { Load, Peer, Setup } from "../peer.ts";

const LOOPS = 100;
const CALLERS = 100;
/** How long a value may take to be there for others, beyond the call that loaded it. */
const PATIENCE_MS = 2_000;

/** What isn't there is loaded and kept. */
export async function misses(peer: Peer): Promise<Drive> {
  const value = itemOf(0);
  const load: Load = () => Promise.resolve(value);
  expectValue("what was loaded", await peer.getOrSet!("miss-check", load), value);
  await expectKept(peer, "miss-check", value);
  let count = 0;
  return loops(LOOPS, async () => expectHit(await peer.getOrSet!(`miss-${count++}`, load)));
}

/** 100 callers at once want what isn't there: it is to be loaded once, and kept in both layers. */
export async function coldKey(peer: Peer, _: Setup, openAgain: () => Promise<Peer>): Promise<Drive> {
  const value = itemOf(0);
  let loads = 0;
  const load: Load = async () => {
    loads++;
    await turn();
    return value;
  };
  const ask = (id: string) => Promise.all(Array.from({ length: CALLERS }, () => peer.getOrSet!(id, load)));
  for (const got of await ask("cold-check")) expectValue("what was loaded", got, value);
  expectValue("how often it was loaded for 100 callers", loads, 1);
  const other = await openAgain();
  await expectKept(other, "cold-check", value);
  await other.close();
  let count = 0;
  return groups(CALLERS, () => ask(`cold-${count++}`));
}

/** @throws {Error} if it isn't there after a while. */
async function expectKept(peer: Peer, id: string, value: unknown): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let got = await peer.get(id);
  while ((got === undefined || got === null) && performance.now() < until) {
    await sleep(10);
    got = await peer.get(id);
  }
  expectValue("what was kept", got, value);
}
