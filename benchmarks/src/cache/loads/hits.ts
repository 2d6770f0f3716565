import { type Issue, inTurn, loops, runs } from "../../drives.ts";
import type { Drive } from "../../phase.ts";
import { BIG_IDS, BULK, bigItemOf, IDS, idLists, idOf, idsInTurn, itemOf } from "../data.ts";
import { expectHit, expectValue } from "../expect.ts";
import type { Load, Peer, Setup } from "../peer.ts";
import { fill } from "./fill.ts";

/** Calls of memory in one run, and loops beside one another where there is a server. */
const RUN = 1_000;
const BULK_RUN = 20;
const LOOPS = 100;
const BULK_LOOPS = 10;
const SET_SHARE = 5;

/** Gets what is there. */
export async function hits(peer: Peer, setup: Setup): Promise<Drive> {
  await fill(peer, IDS, idOf, itemOf);
  return drive(
    setup,
    inTurn(idsInTurn(), (id) => peer.get(id)),
    RUN,
    LOOPS,
  );
}

/** Asks for what is there, with a loader for what isn't. */
export async function getOrSetHits(peer: Peer, setup: Setup): Promise<Drive> {
  await fill(peer, IDS, idOf, itemOf);
  const load: Load = () => Promise.reject(new Error("what is in the cache was loaded"));
  expectValue("what is in the cache", await peer.getOrSet!(idOf(7), load), itemOf(7));
  return drive(
    setup,
    inTurn(idsInTurn(), (id) => peer.getOrSet!(id, load)),
    RUN,
    LOOPS,
  );
}

/** Gets 100 values at once. */
export async function bulkHits(peer: Peer, setup: Setup): Promise<Drive> {
  await fill(peer, IDS, idOf, itemOf);
  const lists = idLists();
  const found = await peer.getMany!(lists[0]!);
  expectValue("how many values come at once", found.length, BULK);
  expectValue(
    "values that come at once",
    found,
    lists[0]!.map((id) => itemOf(Number(id))),
  );
  return drive(
    setup,
    inTurn(lists, (ids) => peer.getMany!(ids)),
    BULK_RUN,
    BULK_LOOPS,
  );
}

/** Gets values of 16 KiB, and sets every fifth. */
export async function bigHits(peer: Peer, setup: Setup): Promise<Drive> {
  await fill(peer, BIG_IDS, idOf, bigItemOf);
  const values = Array.from({ length: BIG_IDS }, (_, index) => bigItemOf(index));
  let count = 0;
  const ask = async (id: string): Promise<unknown> => {
    if (++count % SET_SHARE !== 0) return peer.get(id);
    await peer.set(id, values[Number(id)]);
    return id;
  };
  return drive(setup, inTurn(idsInTurn(BIG_IDS), ask), RUN, BULK_LOOPS);
}

function drive({ layers }: Setup, issue: Issue, run: number, count: number): Drive {
  if (layers === "memory") return runs(run, issue);
  return loops(count, async () => expectHit(await issue()));
}
