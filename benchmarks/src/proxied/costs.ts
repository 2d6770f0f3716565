import { treeCpuMs, treeKiB } from "../proc/tree.ts";
import type { Figures } from "../suite.ts";
import type { Costed } from "./costed.ts";

/** Measures what a stretch of work costs, from its construction on. */
export class Costs {
  readonly #costed: Costed;
  readonly #begin: { readonly proxyMs: number; readonly serversMs: number };

  constructor(costed: Costed) {
    this.#costed = costed;
    this.#begin = usedBy(costed);
  }

  /** Without a proxy, the servers are what its users pay for. */
  figures(operations: number): Figures {
    const { proxyPid } = this.#costed;
    const { proxyMs, serversMs } = usedBy(this.#costed);
    const serverCpuUsPerOp = ((serversMs - this.#begin.serversMs) / operations) * 1_000;
    if (proxyPid === undefined) return { cpuUsPerOp: serverCpuUsPerOp, serverCpuUsPerOp };
    return {
      cpuUsPerOp: ((proxyMs - this.#begin.proxyMs) / operations) * 1_000,
      serverCpuUsPerOp,
      peakRssMiB: treeKiB(proxyPid, "VmHWM") / 1024,
    };
  }
}

function usedBy({ proxyPid, serverPids }: Costed) {
  return {
    proxyMs: proxyPid === undefined ? 0 : treeCpuMs(proxyPid),
    serversMs: serverPids.reduce((sum, pid) => sum + treeCpuMs(pid), 0),
  };
}
