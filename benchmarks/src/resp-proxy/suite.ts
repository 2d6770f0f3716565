import { freePort } from "fairlead-harness";
import { describe } from "../phase.ts";
import { runProcess } from "../process.ts";
import type { RunningProxy } from "../proxied/proxy.ts";
import { ALL_SLOTS } from "../servers/address.ts";
import { type Servers, startServers } from "../servers/servers.ts";
import type { Bench, Pace, Suite, Trial } from "../suite.ts";
import { checkReplies } from "./check-replies.ts";
import type { Job } from "./load.ts";
import { fillClusterKeys, measureByBenchmark } from "./redis-benchmark.ts";
import { startFairlead } from "./start-fairlead.ts";
import { startNutcracker } from "./start-nutcracker.ts";
import type { Target } from "./target.ts";
import {
  cellsOf,
  DIRECT,
  dataset,
  type Mode,
  NUTCRACKER,
  OURS,
  VALUE_BYTES,
  WORKLOADS,
} from "./workloads.ts";

const LOAD = new URL("./load.js", import.meta.url);

const SETTLED_MS = 1_000;
/** V8 collects the last garbage of an idle process after some 16 s. */
const COLLECTED_MS = 20_000;

/** Our proxy for RESP against another one, and against none. */
export const respProxySuite: Suite = {
  name: "resp-proxy",
  ours: OURS,
  floors: [DIRECT],
  cells: [...cellsOf("standalone"), ...cellsOf("cluster")],
  quickPeers: [OURS, NUTCRACKER, DIRECT],
  open: async (mode) => {
    const servers = await startServers(mode as Mode, dataset());
    return new ProxyBench(servers, await freePort());
  },
};

class ProxyBench implements Bench {
  readonly #servers: Servers;
  /** Where each proxy listens in its turn. */
  readonly #port: number;
  #clusterKeys: Promise<void> | undefined;

  constructor(servers: Servers, port: number) {
    this.#servers = servers;
    this.#port = port;
  }

  async trial(name: string, peer: string, pace: Pace): Promise<Trial> {
    const { work } = WORKLOADS.find((workload) => workload.name === name)!;
    try {
      await using proxy = await this.#start(peer);
      const target = this.#target(proxy, peer === OURS ? COLLECTED_MS : SETTLED_MS);
      (await checkReplies(target)).close();
      if (work.kind === "load") {
        const job: Job = { load: work.load, target, pace };
        return await runProcess(LOAD, job, work.patienceMs ?? pace.patienceMs);
      }
      if (target.nodes.length > 1) {
        this.#clusterKeys ??= fillClusterKeys(target, VALUE_BYTES);
        await this.#clusterKeys;
      }
      return { figures: await measureByBenchmark(work, target, pace) };
    } catch (error) {
      return { error: describe(error) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.close();
  }

  /** `null` for none: what a peer is measured through is always a fresh process. */
  async #start(peer: string): Promise<RunningProxy | null> {
    if (peer === DIRECT) return null;
    const start = peer === OURS ? startFairlead : startNutcracker;
    return start(this.#servers.nodes, this.#port);
  }

  #target(proxy: RunningProxy | null, quietMs: number): Target {
    const { nodes, pids: serverPids } = this.#servers;
    if (proxy === null) return { nodes, serverPids, quietMs };
    return { nodes: [{ ...proxy.address, slots: ALL_SLOTS }], proxyPid: proxy.pid, serverPids, quietMs };
  }
}
