import { clientKillAll } from "../../faults/client-kill-all.ts";
import { cutRandom } from "../../faults/cut-random.ts";
import { frozenPrimary } from "../../faults/frozen-primary.ts";
import { halfOpen } from "../../faults/half-open.ts";
import { killPrimary } from "../../faults/kill-primary.ts";
import { manualFailover } from "../../faults/manual-failover.ts";
import { reshard } from "../../faults/reshard.ts";
import { CACHE_FAULT_NAMES, type CacheFault, type CacheFaultName } from "./cache-fault.ts";
import { allAway, refused } from "./wires.ts";

const FAULTS: Record<CacheFaultName, Omit<CacheFault, "name">> = {
  "reshard-1000": reshard,
  "manual-failover": manualFailover,
  "client-kill-all": clientKillAll,
  "kill-primary": killPrimary,
  "frozen-primary": frozenPrimary,
  refused,
  "half-open": halfOpen,
  "cut-random": cutRandom,
  "all-away": allAway,
};

/** The faults of these names, in the order in which all are run. */
export function cacheFaultsNamed(names: ReadonlySet<CacheFaultName>): CacheFault[] {
  return CACHE_FAULT_NAMES.filter((name) => names.has(name)).map((name) => ({ ...FAULTS[name], name }));
}
