import { setTimeout as sleep } from "node:timers/promises";
import { drain } from "./drain.ts";
import { garbageFlood } from "./garbage-flood.ts";
import { PROXY_FAULT_NAMES, type ProxyFault, type ProxyFaultName } from "./proxy-fault.ts";
import {
  cutRandom,
  delay,
  failover,
  frozenPrimary,
  halfOpen,
  killAllClients,
  killPrimary,
  replaceAll,
  reshard,
} from "./servers.ts";
import { slowReaders } from "./slow-readers.ts";

const LASTS_MS = 2_000;

const peace: ProxyFault = {
  name: "peace",
  about: "nothing",
  isHarmless: true,
  async inject() {
    await sleep(LASTS_MS);
    return [];
  },
};

const FAULTS: Record<ProxyFaultName, ProxyFault> = {
  peace,
  "slow-readers": slowReaders,
  "garbage-flood": garbageFlood,
  drain,
  reshard,
  failover,
  "kill-clients": killAllClients,
  "kill-primary": killPrimary,
  "frozen-primary": frozenPrimary,
  "replace-all": replaceAll,
  cut: cutRandom,
  "half-open": halfOpen,
  delay,
};

/** The faults of these names, in the order in which all are run. */
export function proxyFaultsNamed(names: ReadonlySet<ProxyFaultName>): ProxyFault[] {
  return PROXY_FAULT_NAMES.filter((name) => names.has(name)).map((name) => FAULTS[name]);
}
