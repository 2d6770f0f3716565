import type { Fault } from "../../faults/fault.ts";

export const CACHE_FAULT_NAMES = [
  "reshard-1000",
  "manual-failover",
  "client-kill-all",
  "kill-primary",
  "frozen-primary",
  "refused",
  "half-open",
  "cut-random",
  "all-away",
] as const;

export type CacheFaultName = (typeof CACHE_FAULT_NAMES)[number];

/** As a fault of the client's, with a name of the cache's own. */
export interface CacheFault extends Omit<Fault, "name"> {
  readonly name: CacheFaultName;
}
