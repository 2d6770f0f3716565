import type { Context, Found, LayerKey, Writing, Written } from "../../../src/layer.ts";
import type { Fault } from "./fault.ts";
import { fault, Served } from "./remote.ts";

const BEFORE = "refuses a loaded value whose key was removed meanwhile";

export const REMOVAL_FAULTS: readonly Fault[] = [
  fault(
    "marks removals by the time",
    ["marks each removal of a key, also where there was nothing, with another mark than before"],
    class extends Served {
      protected override drop(key: LayerKey): boolean {
        const found = super.drop(key);
        this.server.removals.set(key.id, this.now());
        return found;
      }
    },
  ),
  fault(
    "marks no removal of nothing",
    ["marks each removal of a key, also where there was nothing, with another mark than before", BEFORE],
    class extends Served {
      protected override drop(key: LayerKey): boolean {
        return this.living(key) !== undefined && super.drop(key);
      }
    },
  ),
  fault(
    "has one mark for all keys",
    ["stores a loaded value if its key was not removed meanwhile"],
    class extends Served {
      protected override drop(key: LayerKey): boolean {
        const found = super.drop(key);
        for (const id of [...this.server.entries.keys(), key.id.replace("id=2", "id=1")]) {
          this.server.removals.set(id, this.server.next());
        }
        return found;
      }
    },
  ),
  fault(
    "stores whatever comes",
    [
      BEFORE,
      "refuses a value loaded in place of one that was removed meanwhile",
      "stores what was loaded after a removal, and refuses it after a further one",
      "remembers a removal also when another value was stored since",
      "refuses single items of a write, and stores the others",
      "refuses what another process removed, and shows it what was written",
    ],
    class extends Served {
      protected override put({ key, stored }: Writing): Written {
        return super.put({ key, stored });
      }
    },
  ),
  fault(
    "marks no value that is given",
    ["refuses a loaded value if another one was given meanwhile"],
    class extends Served {
      protected override put(writing: Writing): Written {
        const { removals } = this.server;
        const before = removals.get(writing.key.id);
        const written = super.put(writing);
        if (before === undefined) removals.delete(writing.key.id);
        else removals.set(writing.key.id, before);
        return written;
      }
    },
  ),
  fault(
    "refuses, but forgets what was there",
    ["remembers a removal also when another value was stored since"],
    class extends Served {
      protected override put(item: Writing): Written {
        const written = super.put(item);
        if (written === "refused") this.server.entries.delete(item.key.id);
        return written;
      }
    },
  ),
  fault(
    "remembers that there was a removal, not which",
    ["stores what was loaded after a removal, and refuses it after a further one"],
    class extends Served {
      protected override put(item: Writing): Written {
        const mark = this.server.removals.get(item.key.id) ?? 0;
        return super.put(item.unless === undefined || item.unless === 0 ? item : { ...item, unless: mark });
      }
    },
  ),
  fault(
    "remembers a removal, but doesn't say so with a hit",
    ["lets a value that was stored after a removal be loaded again"],
    class extends Served {
      protected override find(key: LayerKey): Found {
        const found = super.find(key);
        return found.kind === "hit" ? { kind: "hit", stored: found.stored } : found;
      }
    },
  ),
  fault(
    "refuses also what is given",
    ["stores a value that is given, removed or not"],
    class extends Served {
      protected override put(item: Writing): Written {
        return super.put({ ...item, unless: item.unless ?? 0 });
      }
    },
  ),
  fault(
    "forgets a removal with the next write",
    ["remembers a removal also when another value was stored since"],
    class extends Served {
      protected override put(item: Writing): Written {
        const written = super.put(item);
        if (written === "stored") this.server.removals.delete(item.key.id);
        return written;
      }
    },
  ),
  fault(
    "takes the end of an entry for a removal",
    ["does not take the end of an entry for a removal"],
    class extends Served {
      protected override find(key: LayerKey): Found {
        const stands = this.server.entries.has(key.id);
        const found = super.find(key);
        if (stands && found.kind === "miss") this.server.removals.set(key.id, this.server.next());
        return found;
      }
    },
  ),
  fault(
    "refuses all if it refuses one",
    ["refuses single items of a write, and stores the others"],
    class extends Served {
      override async write(items: readonly Writing[], context: Context): Promise<readonly Written[]> {
        const written = await super.write(items, context);
        return written.includes("refused") ? written.map(() => "refused") : written;
      }
    },
  ),
  fault(
    "remembers only its own removals",
    ["refuses what another process removed, and shows it what was written"],
    class extends Served {
      private readonly own = new Map<string, number>();

      protected override drop(key: LayerKey): boolean {
        const found = super.drop(key);
        this.own.set(key.id, this.server.next());
        return found;
      }

      protected override put(item: Writing): Written {
        this.server.removals.set(item.key.id, this.own.get(item.key.id) ?? 0);
        return super.put(item);
      }
    },
  ),
];
