import { builtin } from "../builtin.ts";
import { UsageError } from "../errors.ts";
import type { Progress } from "./progress.ts";
import { SlotSet } from "./slot-set.ts";

const VERSION = 1;
/** Three sets of slots at their largest, and names. */
const MAX_LENGTH = 16_384;

/** What a scan looks for, as its cursors name it: another scan's cursor must not pass for its own. */
export function purposeOf(...filters: (string | Uint8Array | undefined)[]): string {
  const hash = builtin.crypto().createHash("sha256");
  for (const filter of filters)
    hash.update(filter === undefined ? "-" : `${filter.length}:`).update(filter ?? "");
  return hash.digest("base64url").slice(0, 12);
}

/** A scan's progress as text of letters, digits, `-` and `_`, at most 16 KiB and mostly below 500 bytes. */
export function formatCursor({ done, leg }: Progress, purpose: string): string {
  const parts = leg && [leg.node, leg.cursor, `${leg.slots}`, leg.identity, leg.epoch, `${leg.owned}`];
  return Buffer.from(JSON.stringify([VERSION, purpose, `${done}`, parts ?? null])).toString("base64url");
}

/** @throws {UsageError} `ERR_USAGE_OPTION` if it is not the cursor of a scan for the same keys. */
export function parseCursor(text: string, purpose: string): Progress {
  try {
    if (typeof text !== "string" || text.length > MAX_LENGTH) throw new RangeError("too long");
    const [version, of, done, leg] = JSON.parse(Buffer.from(text, "base64url").toString());
    if (version !== VERSION || of !== purpose) throw new RangeError("another scan's");
    return { done: SlotSet.parse(done), leg: leg === null ? undefined : parseLeg(leg) };
  } catch {
    throw new UsageError(
      "ERR_USAGE_OPTION",
      "`cursor` is not the cursor of a scan with the same match and type",
    );
  }
}

function parseLeg([node, cursor, slots, identity, epoch, owned]: unknown[]): Progress["leg"] {
  if (typeof node !== "string" || typeof identity !== "string" || !Number.isInteger(epoch)) {
    throw new RangeError("no leg");
  }
  if (typeof cursor !== "string" || !/^\d{1,20}$/.test(cursor)) throw new RangeError("no cursor");
  const sets = { slots: SlotSet.parse(String(slots)), owned: SlotSet.parse(String(owned)) };
  return { node, cursor, identity, epoch: epoch as number, ...sets };
}
