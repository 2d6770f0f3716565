import { freePort, LOOPBACK } from "fairlead-harness";
import { describe } from "../phase.ts";
import { runProcess } from "../process.ts";
import type { RunningProxy } from "../proxied/proxy.ts";
import type { Bench, Pace, Suite, Trial } from "../suite.ts";
import type { Job, NewsTarget } from "./load.ts";
import { startFairlead } from "./start-fairlead.ts";
import { type Provider, startProvider } from "./start-provider.ts";
import { CELLS, DIRECT, type Mode, OURS, WORKLOADS } from "./workloads.ts";

const LOAD = new URL("./load.js", import.meta.url);

/** V8 collects the last garbage of an idle process after some 16 s. */
const COLLECTED_MS = 20_000;

/** Our proxy for news readers against none. */
export const newsSuite: Suite = {
  name: "news",
  ours: OURS,
  floors: [DIRECT],
  cells: CELLS,
  quickPeers: [OURS, DIRECT],
  open: async (mode) => new NewsBench(await startProvider(), mode as Mode, await freePort()),
};

class NewsBench implements Bench {
  readonly #provider: Provider;
  readonly #mode: Mode;
  /** Where the proxy listens. */
  readonly #port: number;

  constructor(provider: Provider, mode: Mode, port: number) {
    this.#provider = provider;
    this.#mode = mode;
    this.#port = port;
  }

  async trial(name: string, peer: string, pace: Pace): Promise<Trial> {
    const workload = WORKLOADS.find((each) => each.name === name)!;
    const { work, sessions, patienceMs } = workload;
    try {
      await using proxy = peer === DIRECT ? null : await startFairlead(this.#provider, workload, this.#port);
      const job: Job = { work, sessions, target: this.#target(proxy), pace };
      return await runProcess(LOAD, job, patienceMs ?? pace.patienceMs);
    } catch (error) {
      return { error: describe(error) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#provider[Symbol.asyncDispose]();
  }

  #target(proxy: RunningProxy | null): NewsTarget {
    const { pid, ports, certificates } = this.#provider;
    return {
      address: proxy?.address ?? { host: LOOPBACK, port: ports[this.#mode] },
      ...(this.#mode === "tls" && { ca: certificates.ca }),
      ...(proxy !== null && { proxyPid: proxy.pid }),
      serverPids: [pid],
      quietMs: COLLECTED_MS,
    };
  }
}
