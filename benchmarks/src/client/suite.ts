import { runProcess } from "../process.ts";
import { type Servers, startServers } from "../servers/servers.ts";
import type { Bench, Cell, Pace, Suite, Trial } from "../suite.ts";
import { dataset } from "./dataset.ts";
import { FLOORS } from "./floors/names.ts";
import type { NewcomerJob } from "./newcomer.ts";
import { OURS } from "./peers/names.ts";
import type { Target } from "./target.ts";
import { typeCheck } from "./type-check.ts";
import type { Job } from "./worker.ts";
import { type Mode, WORKLOADS } from "./workloads.ts";

const WORKER = new URL("./worker.js", import.meta.url);
const NEWCOMER = new URL("./newcomer.js", import.meta.url);

/** The client against other clients. */
export const clientSuite: Suite = {
  name: "client",
  ours: OURS,
  floors: FLOORS,
  cells: (["standalone", "cluster", "offline"] as const).flatMap(cellsOf),
  quickPeers: [OURS, "ioredis-auto", "node-redis-no-timeout", "glide", "floor-promise"],
  open: async (mode) => new ClientBench(mode === "offline" ? undefined : await openServers(mode)),
};

function cellsOf(mode: Mode): Cell[] {
  return WORKLOADS.filter(({ modes }) => modes.includes(mode)).map(({ name, peers, metrics, quick }) => ({
    mode,
    workload: name,
    peers: mode === "cluster" ? peers.filter((peer) => !FLOORS.includes(peer)) : peers,
    metrics,
    quick: quick.includes(mode),
  }));
}

type Serving = Servers & Pick<Target, "mode">;

async function openServers(name: string): Promise<Serving> {
  const mode = name as Target["mode"];
  return { mode, ...(await startServers(mode, dataset())) };
}

class ClientBench implements Bench {
  readonly #serving: Serving | undefined;

  constructor(serving: Serving | undefined) {
    this.#serving = serving;
  }

  trial(name: string, peer: string, pace: Pace): Promise<Trial> {
    const { work } = WORKLOADS.find((workload) => workload.name === name)!;
    switch (work.kind) {
      case "types":
        return typeCheck(peer, pace);
      case "import":
        return runProcess(NEWCOMER, { peer } satisfies NewcomerJob, pace.patienceMs);
      case "startup":
        return runProcess(
          NEWCOMER,
          { peer, target: this.#target(name) } satisfies NewcomerJob,
          pace.patienceMs,
        );
      case "load":
      case "mix":
        return runProcess(WORKER, { peer, target: this.#target(name), pace } satisfies Job, pace.patienceMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#serving?.close();
  }

  #target(workload: string): Target {
    const { mode, nodes } = this.#serving!;
    return { mode, nodes, workload };
  }
}
