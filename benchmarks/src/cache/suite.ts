import { runProcess } from "../process.ts";
import { fill } from "../servers/fill.ts";
import { type Servers, startServers } from "../servers/servers.ts";
import type { Bench, Pace, Suite, Trial } from "../suite.ts";
import { FLOORS, OURS, tunedName } from "./names.ts";
import type { NewcomerJob } from "./newcomer.ts";
import type { Setup } from "./peer.ts";
import type { Job } from "./worker.ts";
import { cellsOf, type Mode, WORKLOADS } from "./workloads.ts";

const WORKER = new URL("./worker.js", import.meta.url);
const NEWCOMER = new URL("./newcomer.js", import.meta.url);

/** The cache against other caches. */
export const cacheSuite: Suite = {
  name: "cache",
  ours: OURS,
  floors: FLOORS,
  cells: (["memory", "redis", "tiered", "offline"] as const).flatMap(cellsOf),
  quickPeers: [OURS, tunedName("cacheable"), tunedName("keyv")],
  open: async (mode) => {
    const served = mode === "redis" || mode === "tiered";
    return new CacheBench(mode as Mode, served ? await startServers("standalone", []) : undefined);
  },
};

class CacheBench implements Bench {
  readonly #mode: Mode;
  readonly #servers: Servers | undefined;

  constructor(mode: Mode, servers: Servers | undefined) {
    this.#mode = mode;
    this.#servers = servers;
  }

  async trial(name: string, peer: string, pace: Pace): Promise<Trial> {
    const { work } = WORKLOADS.find(({ layers, name: other }) => layers === this.#mode && other === name)!;
    if (work.kind === "import" || this.#mode === "offline") {
      return runProcess(NEWCOMER, { peer } satisfies NewcomerJob, pace.patienceMs);
    }
    const setup: Setup = { layers: this.#mode, url: this.#url(), gzip: work.kind === "load" && work.gzip };
    // Nobody finds, nor has to share the server with, what the one before has left.
    if (this.#servers !== undefined) await fill(this.#servers.nodes, [["FLUSHALL", "SYNC"]]);
    if (work.kind === "startup") {
      return runProcess(NEWCOMER, { peer, setup } satisfies NewcomerJob, pace.patienceMs);
    }
    const serverPids = this.#servers?.pids ?? [];
    const job: Job = { peer, workload: name, setup, serverPids, pace };
    return runProcess(WORKER, job, pace.patienceMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers?.close();
  }

  #url(): string {
    const node = this.#servers?.nodes[0];
    return node === undefined ? "" : `redis://${node.host}:${node.port}`;
  }
}
