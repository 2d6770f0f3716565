import { measure, type Phase, warmUp } from "../phase.ts";
import type { Figures, Pace } from "../suite.ts";
import type { Costed } from "./costed.ts";
import { Costs } from "./costs.ts";
import type { Exchange, VirtualClient } from "./virtual-client.ts";

/** A client, and what it does next. */
export interface Loop {
  readonly client: VirtualClient;
  readonly next: () => Exchange;
  /** How many operations an exchange is. Default 1. */
  readonly operations?: number;
  /** What it waits for before each one. Default: nothing. */
  readonly mayBegin?: () => Promise<void>;
}

/** Each client does one exchange after another, all of them at once. The first reply that is wrong ends it. */
export async function measureLoops(loops: readonly Loop[], costed: Costed, pace: Pace): Promise<Figures> {
  const drive = async (phase: Phase) => {
    await Promise.all(loops.map((loop) => run(loop, phase)));
  };
  await warmUp(drive, pace.warmUpMs);
  const costs = new Costs(costed);
  const { figures, phase } = await measure(drive, pace.timedMs);
  // The load's own processor time is of no interest.
  return { ...figures, ...costs.figures(phase.operations) };
}

async function run({ client, next, operations = 1, mayBegin }: Loop, phase: Phase): Promise<void> {
  while (phase.running) {
    const exchange = next();
    if (mayBegin !== undefined) await mayBegin();
    const begin = performance.now();
    await client.exchange(exchange);
    phase.sample(performance.now() - begin);
    phase.operations += operations;
  }
}
