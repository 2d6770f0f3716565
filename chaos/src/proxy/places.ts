import type { Cluster } from "fairlead-harness";
import { slotsOf } from "../load/slots.ts";
import type { Place } from "./model/place.ts";

const CANDIDATES = 600;

/** Hash tags of all shards, each of a slot of its own, and whose they are by now. */
export async function placesOf(cluster: Cluster, name: string): Promise<Place[]> {
  const shards = await cluster.shards();
  const tags = Array.from({ length: CANDIDATES }, (_, n) => `${name}t${n}`);
  const bySlot = new Map((await slotsOf(cluster, tags)).map(({ name: tag, slot }) => [slot, tag]));
  return [...bySlot].map(([slot, tag]) => ({
    tag,
    shard: shards.findIndex(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to)),
  }));
}
