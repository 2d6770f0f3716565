import type { LayerKey, LocalLayer } from "../../../src/layer.ts";
import { memory } from "../../../src/memory/memory.ts";
import { triedLocal } from "../../support/tried.ts";
import { ASSERTION, type Fault } from "./fault.ts";

/** The memory layer, but for what is wrong with it. */
function memoryWith(wrong: (right: LocalLayer) => Partial<LocalLayer>): LocalLayer {
  const right = memory();
  return {
    kind: "local",
    label: "wrong",
    read: (key, now) => right.read(key, now),
    peek: (key, now) => right.peek(key, now),
    write: (key, entry, now) => right.write(key, entry, now),
    remove: (key) => right.remove(key),
    clear: (range) => right.clear(range),
    prune: (now) => right.prune(now),
    get size() {
      return right.size;
    },
    ...wrong(right),
  };
}

function fault(
  what: string,
  fails: readonly string[],
  wrong: (right: LocalLayer) => Partial<LocalLayer>,
): Fault {
  return {
    what,
    fails,
    throws: ASSERTION,
    traits: { kind: "local" },
    open: async () => triedLocal(memoryWith(wrong)),
  };
}

/** A layer that takes some keys for the same. */
function alike(what: string, fails: readonly string[], idOf: (id: string) => string): Fault {
  const same = (key: LayerKey): LayerKey => ({ ...key, id: idOf(key.id) });
  return fault(what, fails, (right) => ({
    read: (key, now) => right.read(same(key), now),
    write: (key, entry, now) => right.write(same(key), entry, now),
    remove: (key) => right.remove(same(key)),
  }));
}

export const LOCAL_FAULTS: readonly Fault[] = [
  {
    what: "keeps what it should not",
    fails: ["keeps nothing"],
    throws: ASSERTION,
    traits: { kind: "local", keeps: false },
    open: async () => triedLocal(memory()),
  },
  fault(
    "always says it removed something",
    ["finds nothing where nothing was written", "removes a key and no other, and says whether it was there"],
    (right) => ({
      remove: (key) => right.remove(key) || true,
    }),
  ),
  alike("takes no note of case", ["keeps apart keys that look alike"], (id) => id.toLowerCase()),
  alike("takes texts for numbers", ["keeps apart keys that look alike"], (id) => id.replaceAll("'", "")),
  alike("cuts keys off", ["takes any name, and keys of 1 KiB that differ in their last character"], (id) =>
    id.slice(0, 250),
  ),
  fault("gives up what is empty", ["takes values of no bytes, of all bytes, and large ones"], (right) => ({
    read: (key, now) => {
      const found = right.read(key, now);
      return found !== undefined && (found.value as Uint8Array).length === 0 ? undefined : found;
    },
  })),
  fault("ends what is expired", ["still has an entry that is stale, or expired, but not dead"], (right) => ({
    read: (key, now) => {
      const found = right.read(key, now);
      return found === undefined || found.expiresAt <= now ? undefined : found;
    },
  })),
  fault(
    "keeps the end of what was first written",
    ["ends an entry by the times of its last write, be they later or earlier than before"],
    (right) => ({
      write: (key, entry, now) => {
        const deadAt = right.peek(key, now)?.deadAt ?? entry.deadAt;
        right.write(key, { ...entry, deadAt }, now);
      },
    }),
  ),
  fault(
    "does not even look at what is dead",
    ["does not have an entry that was dead when it was written, nor one that it replaced"],
    (right) => ({
      write: (key, entry, now) => {
        if (entry.deadAt > now) right.write(key, entry, now);
      },
    }),
  ),
  fault(
    "ends too early",
    ["ends an entry when it is dead, to some ms, if it lives for less than a second"],
    (right) => ({
      write: (key, entry, now) => right.write(key, { ...entry, deadAt: entry.deadAt - 10 }, now),
    }),
  ),
  fault(
    "ends too late",
    ["ends an entry when it is dead, to some ms, if it lives for no whole number of seconds"],
    (right) => ({
      write: (key, entry, now) => right.write(key, { ...entry, deadAt: entry.deadAt + 10 }, now),
    }),
  ),
  fault(
    "has timers, which can't wait for long",
    ["keeps an entry for ever, and for longer than a timer can wait"],
    (right) => ({
      write: (key, entry, now) => {
        const lifeMs = entry.deadAt - now;
        right.write(key, { ...entry, deadAt: now + (lifeMs > 0x7fff_ffff ? 1 : lifeMs) }, now);
      },
    }),
  ),
  fault("takes `undefined` for nothing", ["keeps any value, `undefined` and `null` among them"], (right) => ({
    read: (key, now) => {
      const found = right.read(key, now);
      return found?.value === undefined ? undefined : found;
    },
  })),
  fault(
    "drops what it looks at",
    ["looks without a change: what is dead is not there, but not dropped either"],
    (right) => ({
      peek: (key, now) => right.read(key, now),
    }),
  ),
  fault(
    "counts what it writes",
    ["counts its entries: written, overwritten, removed, cleared, dead"],
    (right) => {
      let entries = 0;
      return {
        write: (key, entry, now) => {
          entries++;
          right.write(key, entry, now);
        },
        get size() {
          return { ...right.size, entries };
        },
      };
    },
  ),
  fault("prunes nothing", ["drops what is dead when it is pruned, and nothing else"], () => ({
    prune: () => {},
  })),
  fault("prunes all", ["drops what is dead when it is pruned, and nothing else"], (right) => ({
    prune: () => right.prune(Number.POSITIVE_INFINITY),
  })),
];
