import type { KeyRange, LayerKey, Writing, Written } from "../../../src/layer.ts";
import type { Fault } from "./fault.ts";
import { fault, Served } from "./remote.ts";

const STORES = "stores what was loaded for a leased key, of each who leased it";
const KEEPS = "leases no key that has an entry, or a mark, and leaves both as they are";

export const LEASE_FAULTS: readonly Fault[] = [
  fault(
    "clears entries only",
    ["refuses what was loaded for a leased key that was cleared meanwhile"],
    class extends Served {
      protected override dropAll(range: KeyRange): number {
        const { leases } = this.server;
        const leased = [...leases];
        leases.clear();
        const count = super.dropAll(range);
        for (const [id, key] of leased) leases.set(id, key);
        return count;
      }
    },
  ),
  fault(
    "takes a lease for no mark",
    ["refuses what was loaded for a leased key that was removed, or given a value, meanwhile"],
    class extends Served {
      protected override put(item: Writing): Written {
        const isLeased = this.server.leases.has(item.key.id);
        return super.put(isLeased ? { key: item.key, stored: item.stored } : item);
      }
    },
  ),
  fault(
    "gives each who asks another lease",
    [STORES],
    class extends Served {
      protected override leased(key: LayerKey): number {
        if (this.living(key) === undefined) this.server.removals.delete(key.id);
        return super.leased(key);
      }
    },
  ),
  fault(
    "keeps an entry as long as the lease",
    ["lets an entry end when it is dead, although its key was leased"],
    class extends Served {
      protected override put(item: Writing): Written {
        if (!this.server.leases.has(item.key.id)) return super.put(item);
        return super.put({ ...item, stored: { ...item.stored, deadAt: Infinity } });
      }
    },
  ),
  fault(
    "leases whatever it is asked for",
    [KEEPS, "leases several keys at once, each by itself"],
    class extends Served {
      protected override leased(key: LayerKey): number {
        this.server.removals.delete(key.id);
        return super.leased(key);
      }
    },
  ),
];
