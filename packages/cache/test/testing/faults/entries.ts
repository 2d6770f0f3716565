import type { CacheError } from "../../../src/errors.ts";
import type { Context, Found, LayerKey, Stored, Writing, Written } from "../../../src/layer.ts";
import type { Fault } from "./fault.ts";
import { fault, type MadeOn, Served } from "./remote.ts";

/** Alters what is stored before it is. */
function storing(alter: (stored: Stored, old: Stored | undefined, now: number) => Stored): MadeOn {
  return class extends Served {
    protected override put(item: Writing): Written {
      const old = this.server.entries.get(item.key.id)?.stored;
      return super.put({ ...item, stored: alter(item.stored, old, this.now()) });
    }
  };
}

const inSeconds = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

export const ENTRY_FAULTS: readonly Fault[] = [
  fault(
    "keeps times in seconds",
    ["gives back value, times and tags as they were written"],
    storing((stored) => ({ ...stored, staleAt: inSeconds(stored.staleAt) })),
  ),
  fault(
    "keeps stamps in 32 bits",
    ["gives back value, times and tags as they were written"],
    storing((stored) => ({ ...stored, tags: stored.tags.map(([tag, stamp]) => [tag, stamp | 0]) })),
  ),
  fault(
    "keeps the old tags where there are no new ones",
    ["has nothing left of an entry that was overwritten: neither times nor tags"],
    storing((stored, old) => (stored.tags.length > 0 ? stored : { ...stored, tags: old?.tags ?? [] })),
  ),
  fault(
    "keeps the old time of being stale",
    ["has nothing left of an entry that was overwritten: neither times nor tags"],
    storing((stored, old) => ({ ...stored, staleAt: old?.staleAt ?? stored.staleAt })),
  ),
  fault(
    "ends entries at whole seconds of their lives, rounded down",
    [
      "ends an entry when it is dead, to some ms, if it lives for less than a second",
      "ends an entry when it is dead, to some ms, if it lives for no whole number of seconds",
    ],
    storing((stored, _, now) => ({ ...stored, deadAt: now + inSeconds(stored.deadAt - now) })),
  ),
  fault(
    "ends entries at whole seconds of their lives, rounded up",
    [
      "ends an entry when it is dead, to some ms, if it lives for less than a second",
      "ends an entry when it is dead, to some ms, if it lives for no whole number of seconds",
    ],
    storing((stored, _, now) => ({ ...stored, deadAt: now + inSeconds(stored.deadAt - now + 999) })),
  ),
  fault(
    "has no word for ever",
    ["keeps an entry for ever, and for longer than a timer can wait"],
    storing((stored) => ({ ...stored, deadAt: Math.min(stored.deadAt, Number.MAX_SAFE_INTEGER) })),
  ),
];

export const BULK_FAULTS: readonly Fault[] = [
  fault(
    "can't do nothing",
    ["answers a request for nothing with nothing"],
    class extends Served {
      override read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]> {
        if (keys.length === 0) throw new RangeError("wrong number of arguments");
        return super.read(keys, context);
      }
    },
    "RangeError",
  ),
  fault(
    "reads a key only once",
    ["reads many keys in their order, also the same one twice"],
    class extends Served {
      override read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]> {
        return super.read([...new Map(keys.map((key) => [key.id, key])).values()], context);
      }
    },
  ),
  fault(
    "keeps the first of several values for a key",
    ["writes the last of several values for the same key"],
    class extends Served {
      override async write(items: readonly Writing[], context: Context): Promise<readonly Written[]> {
        return (await super.write(items.toReversed(), context)).toReversed();
      }
    },
  ),
  fault(
    "says of all keys what is true of one",
    ["removes many keys, and says of each in its order whether it was there"],
    class extends Served {
      override async remove(
        keys: readonly LayerKey[],
        context: Context,
      ): Promise<readonly (boolean | CacheError)[]> {
        const removed = await super.remove(keys, context);
        return removed.map(() => removed.includes(true));
      }
    },
  ),
  fault(
    "rejects once it is closed",
    ["answers all that is asked once it is closed, with errors if need be, and may be closed again"],
    class extends Served {
      private isClosed = false;

      override async read(keys: readonly LayerKey[], context: Context): Promise<readonly Found[]> {
        if (this.isClosed) throw new TypeError("no connection");
        return super.read(keys, context);
      }

      override async close(): Promise<void> {
        this.isClosed = true;
        await super.close();
      }
    },
    "TypeError",
  ),
];
