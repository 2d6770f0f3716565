import { isUtf8 } from "node:buffer";
import type { Reply } from "fairlead-resp";
import { addressText } from "../address.ts";
import type { Key } from "../commands/command.ts";
import { SLOT_COUNT } from "../route.ts";
import type { Topology } from "../topology.ts";

/** First and last slot of each range. */
export type SlotRanges = readonly (readonly [from: number, to: number])[];

/** What a cache must forget. */
export type Invalidation =
  /** These keys changed, expired or were evicted. A key is text, or bytes where those are no UTF-8. */
  | { readonly kind: "keys"; readonly keys: readonly Key[] }
  /**
   * All keys of these slots; a single server has all slots.
   * - `flushed`: the server forgot its data, or what it remembered for this client;
   * - `lost`: the connection that told of changes was lost, so changes may have been missed;
   * - `moved`: another node owns the slots now.
   */
  | { readonly kind: "slots"; readonly slots: SlotRanges; readonly reason: "flushed" | "lost" | "moved" };

/** Reads an `invalidate` push; its keys as bytes, `null` for all. https://valkey.io/topics/client-side-caching/ */
export function invalidatedKeys(items: readonly Reply[]): readonly Buffer[] | null | undefined {
  const [kind, keys] = items;
  if (String(kind) !== "invalidate") return undefined;
  return Array.isArray(keys) ? keys.filter((key) => Buffer.isBuffer(key)) : null;
}

/** A key as its users write it. */
export function keyOf(bytes: Buffer): Key {
  return isUtf8(bytes) ? bytes.toString() : bytes;
}

/** The slots that `name` was the primary of. */
export function slotsOf(topology: Topology, name: string): SlotRanges {
  return topology.shards.find(({ primary }) => addressText(primary.address) === name)?.slots ?? [];
}

/** The slots that have another primary in `after` than in `before`. */
export function movedSlots(before: Topology, after: Topology): SlotRanges {
  const old = owners(before);
  const now = owners(after);
  const moved: [number, number][] = [];
  for (let slot = 0; slot < old.length; slot++) {
    if (old[slot] === now[slot] || old[slot] === undefined) continue;
    const last = moved.at(-1);
    if (last !== undefined && last[1] === slot - 1) last[1] = slot;
    else moved.push([slot, slot]);
  }
  return moved;
}

function owners({ shards }: Topology): (string | undefined)[] {
  const names: (string | undefined)[] = new Array(SLOT_COUNT).fill(undefined);
  for (const { primary, slots } of shards) {
    for (const [from, to] of slots) names.fill(addressText(primary.address), from, to + 1);
  }
  return names;
}
