// The process of one client: does one workload, reports once, and ends.

import { type Drive, describe, measure, warmUp } from "../phase.ts";
import type { Pace, Trial } from "../suite.ts";
import { FLOORS, openFloor } from "./floors/names.ts";
import { mixed } from "./loads/mixed.ts";
import { peakRssMiB } from "./memory.ts";
import { CLIENTS } from "./peers/names.ts";
import type { Target } from "./target.ts";
import { WORKLOADS } from "./workloads.ts";

/** What the process is told, as JSON, in its first argument. */
export interface Job {
  readonly peer: string;
  readonly target: Target;
  readonly pace: Pace;
}

process.on("disconnect", () => process.exit());
process.send!(await perform(JSON.parse(process.argv[2]!) as Job), () => process.exit());

async function perform({ peer, target, pace }: Job): Promise<Trial> {
  try {
    const drive = await prepare(peer, target);
    await warmUp(drive, pace.warmUpMs);
    const { figures: costs, phase } = await measure(drive, pace.timedMs);
    // A floor's memory is mostly its ready-made bytes, and says nothing.
    const figures = FLOORS.includes(peer) ? costs : { ...costs, peakRssMiB: peakRssMiB() };
    if (phase.failures === 0) return { figures };
    return {
      figures,
      error: `${phase.failures} operations failed, the first with: ${describe(phase.firstFailure)}`,
    };
  } catch (error) {
    return { error: describe(error) };
  }
}

async function prepare(peer: string, target: Target): Promise<Drive> {
  const { work } = WORKLOADS.find((workload) => workload.name === target.workload)!;
  switch (work.kind) {
    case "mix":
      return (await openFloor(peer, target, work.shape)) ?? mixed(await open(peer, target), work.shape);
    case "load":
      return work.start(await open(peer, target), target);
    default:
      throw new Error(`${target.workload} is no work for this process`);
  }
}

async function open(peer: string, target: Target) {
  const { open } = await CLIENTS[peer]!.adapter();
  return open(target);
}
