import { createHash } from "node:crypto";
import { addressText, type Dispatcher } from "fairlead/internal";
import { Refusal } from "./error-text.ts";

const SLOT_BITS = 14n;
const NODE_BITS = 10n;
const SLOT_MASK = (1n << SLOT_BITS) - 1n;
const NODE_MASK = (1n << NODE_BITS) - 1n;
const MAX_CURSOR = 1n << 64n;

/** Where a scan of all primaries goes on: at which one, and from where. */
export interface ScanPlace {
  /** A slot of that primary. */
  readonly slot: number;
  /** The primary's own cursor. */
  readonly cursor: bigint;
}

type Shards = Pick<Dispatcher, "topology">["topology"]["shards"];

/**
 * Reads a cursor: the primary's own, a mark of who it is, and its lowest slot. Whoever has the slot by now is scanned from
 * its beginning if it is another one: a cursor means nothing to another server.
 * @throws {Refusal} in the server's words.
 */
export function placeOf(text: string, shards: Shards): ScanPlace {
  if (!/^\d+$/.test(text)) throw new Refusal("ERR invalid cursor");
  const value = BigInt(text);
  if (value >= MAX_CURSOR) throw new Refusal("ERR invalid cursor");
  if (value === 0n) return { slot: order(shards)[0]?.slot ?? 0, cursor: 0n };
  const slot = Number(value & SLOT_MASK);
  const cursor = value >> (SLOT_BITS + NODE_BITS);
  const owner = shards.find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
  const same = owner !== undefined && markOf(owner) === ((value >> SLOT_BITS) & NODE_MASK);
  return { slot, cursor: same ? cursor : 0n };
}

/** The cursor for what comes after a page of `place`, whose primary has answered with `next`. */
export function cursorAfter(place: ScanPlace, next: bigint, shards: Shards): bigint {
  const owner = shards.find(({ slots }) =>
    slots.some(([from, to]) => from <= place.slot && place.slot <= to),
  );
  if (next !== 0n && owner !== undefined) return made(next, owner, place.slot);
  const following = order(shards).find(({ slot }) => slot > place.slot);
  return following === undefined ? 0n : made(0n, following.shard, following.slot);
}

function made(cursor: bigint, shard: Shards[number], slot: number): bigint {
  return (cursor << (SLOT_BITS + NODE_BITS)) | (markOf(shard) << SLOT_BITS) | BigInt(slot);
}

/** The primaries by their lowest slot. */
function order(shards: Shards): { readonly slot: number; readonly shard: Shards[number] }[] {
  return shards
    .flatMap((shard) =>
      shard.slots.length === 0 ? [] : [{ slot: Math.min(...shard.slots.map(([from]) => from)), shard }],
    )
    .sort((a, b) => a.slot - b.slot);
}

function markOf({ primary }: Shards[number]): bigint {
  const digest = createHash("sha1").update(addressText(primary.address)).digest();
  return BigInt(digest.readUInt16BE(0)) & NODE_MASK;
}
