import { clientKillAll } from "./client-kill-all.ts";
import { cutRandom } from "./cut-random.ts";
import { FAULT_NAMES, type Fault, type FaultName } from "./fault.ts";
import { frozenPrimary } from "./frozen-primary.ts";
import { halfOpen } from "./half-open.ts";
import { killPrimary } from "./kill-primary.ts";
import { manualFailover } from "./manual-failover.ts";
import { replaceAll } from "./replace-all.ts";
import { reshard } from "./reshard.ts";

const FAULTS: Record<FaultName, Fault> = {
  "manual-failover": manualFailover,
  "client-kill-all": clientKillAll,
  "reshard-1000": reshard,
  "kill-primary": killPrimary,
  "frozen-primary": frozenPrimary,
  "replace-all": replaceAll,
  "half-open": halfOpen,
  "cut-random": cutRandom,
};

/** The faults of these names, in the order in which all are run. */
export function faultsNamed(names: ReadonlySet<FaultName>): Fault[] {
  return FAULT_NAMES.filter((name) => names.has(name)).map((name) => FAULTS[name]);
}
