import { measure, type Phase, warmUp } from "../../phase.ts";
import type { Figures, Pace } from "../../suite.ts";
import { Costs } from "../costs.ts";
import type { Target } from "../target.ts";
import type { Exchange, VirtualClient } from "../virtual-client.ts";

/** A client, and what it does next. */
export interface Loop {
  readonly client: VirtualClient;
  readonly next: () => Exchange;
  /** What it waits for before each one. Default: nothing. */
  readonly mayBegin?: () => Promise<void>;
}

/** Each client does one exchange after another, all at once. The first reply that is wrong ends it. */
export async function measureLoops(loops: readonly Loop[], target: Target, pace: Pace): Promise<Figures> {
  const drive = async (phase: Phase) => {
    await Promise.all(loops.map((loop) => run(loop, phase)));
  };
  await warmUp(drive, pace.warmUpMs);
  const costs = new Costs(target);
  const { figures, phase } = await measure(drive, pace.timedMs);
  // The load's own processor time is of no interest.
  return { ...figures, ...costs.figures(phase.operations) };
}

async function run({ client, next, mayBegin }: Loop, phase: Phase): Promise<void> {
  while (phase.running) {
    const exchange = next();
    if (mayBegin !== undefined) await mayBegin();
    const begin = performance.now();
    await client.exchange(exchange);
    phase.sample(performance.now() - begin);
    phase.operations++;
  }
}
