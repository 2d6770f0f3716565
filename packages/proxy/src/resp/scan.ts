import { createHash } from "node:crypto";
import { addressText, type Dispatcher } from "fairlead/internal";
import { Refusal } from "./error-text.ts";

/** Of a cursor's bits, those that tell whose it is. */
const PLACE_BITS = 24n;
const MIN_SLOT_BITS = 14;
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
  const slotBits = slotBitsOf(shards);
  const slot = Number(BigInt.asUintN(slotBits, value));
  const cursor = value >> PLACE_BITS;
  const owner = shards.find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
  const same = owner !== undefined && made(cursor, owner, slot, slotBits) === value;
  return { slot, cursor: same ? cursor : 0n };
}

/** The cursor for what comes after a page of `place`, whose primary has answered with `next`. */
export function cursorAfter(place: ScanPlace, next: bigint, shards: Shards): bigint {
  const owner = shards.find(({ slots }) =>
    slots.some(([from, to]) => from <= place.slot && place.slot <= to),
  );
  const slotBits = slotBitsOf(shards);
  if (next !== 0n && owner !== undefined) return made(next, owner, place.slot, slotBits);
  const following = order(shards).find(({ slot }) => slot > place.slot);
  return following === undefined ? 0n : made(0n, following.shard, following.slot, slotBits);
}

function made(cursor: bigint, shard: Shards[number], slot: number, slotBits: number): bigint {
  const mark = BigInt.asUintN(Number(PLACE_BITS) - slotBits, markOf(shard));
  return (cursor << PLACE_BITS) | (mark << BigInt(slotBits)) | BigInt(slot);
}

/** The more backends there are, the more bits their slots take; what they leave is for the primary's mark. */
function slotBitsOf(shards: Shards): number {
  const last = Math.max(0, ...shards.flatMap(({ slots }) => slots.map(([, to]) => to)));
  return Math.max(MIN_SLOT_BITS, 32 - Math.clz32(last));
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
  return BigInt(digest.readUInt16BE(0));
}
