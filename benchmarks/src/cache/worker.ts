// The process of one cache: does one workload, reports once, and ends.

import { peakRssMiB } from "../client/memory.ts";
import { describe, measure, warmUp } from "../phase.ts";
import { treeCpuMs } from "../proc/tree.ts";
import type { Figures, Pace, Trial } from "../suite.ts";
import { CACHES, FLOORS } from "./names.ts";
import type { Setup } from "./peer.ts";
import { WORKLOADS } from "./workloads.ts";

/** What the process is told, as JSON, in its first argument. */
export interface Job {
  readonly peer: string;
  readonly workload: string;
  readonly setup: Setup;
  readonly serverPids: readonly number[];
  readonly pace: Pace;
}

process.on("disconnect", () => process.exit());
process.send!(await perform(JSON.parse(process.argv[2]!) as Job), () => process.exit());

async function perform({ peer: name, workload, setup, serverPids, pace }: Job): Promise<Trial> {
  try {
    const { work } = WORKLOADS.find((other) => other.layers === setup.layers && other.name === workload)!;
    if (work.kind !== "load") throw new Error(`${workload} is no work for this process`);
    const open = () => CACHES[name]!.open(setup);
    const drive = await work.start(await open(), setup, open);
    await warmUp(drive, pace.warmUpMs);
    const before = cpuMs(serverPids);
    const { figures, phase } = await measure(drive, pace.timedMs);
    const memory: Figures = FLOORS.includes(name) ? {} : { peakRssMiB: peakRssMiB() };
    if (serverPids.length === 0) return { figures: { ...figures, ...memory } };
    const serverCpuUsPerOp = ((cpuMs(serverPids) - before) / phase.operations) * 1_000;
    return { figures: { ...figures, serverCpuUsPerOp, ...memory } };
  } catch (error) {
    return { error: describe(error) };
  }
}

function cpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + treeCpuMs(pid), 0);
}
