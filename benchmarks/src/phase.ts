import { percentile } from "./statistics.ts";
import type { Figures } from "./suite.ts";

/** Every so many operations one is timed: all of them would cost the fastest client a tenth of its speed. */
export const SAMPLE_EVERY = 16;

/** Does work until the phase ends, and counts it there. */
export type Drive = (phase: Phase) => Promise<void>;

/** A stretch of work. */
export class Phase {
  readonly isWarmUp: boolean;
  /** Work must not be begun any more once this is `false`. */
  running = true;
  /** Operations that succeeded. */
  operations = 0;
  failures = 0;
  firstFailure: unknown;
  readonly latenciesMs: number[] = [];

  constructor(isWarmUp: boolean) {
    this.isWarmUp = isWarmUp;
  }

  sample(latencyMs: number): void {
    this.latenciesMs.push(latencyMs);
  }

  fail(error: unknown): void {
    if (this.failures++ === 0) this.firstFailure = error;
  }
}

/** Works for `durationMs`, or as long as the drive's fixed work takes, unmeasured. */
export async function warmUp(drive: Drive, durationMs: number): Promise<void> {
  await during(drive, new Phase(true), durationMs);
}

/** Works for `durationMs`, or as long as the drive's fixed work takes, and tells what it cost. */
export async function measure(drive: Drive, durationMs: number): Promise<{ figures: Figures; phase: Phase }> {
  const phase = new Phase(false);
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  await during(drive, phase, durationMs);
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (phase.operations === 0) {
    const reason = phase.failures === 0 ? "" : `: ${describe(phase.firstFailure)}`;
    throw new Error(`no operation succeeded within ${durationMs} ms${reason}`);
  }
  return {
    phase,
    figures: {
      cpuUsPerOp: (user + system) / phase.operations,
      opsPerSecond: (phase.operations / elapsedMs) * 1_000,
      ...latencies(phase.latenciesMs),
    },
  };
}

/** A failure as one piece of text. */
export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

async function during(drive: Drive, phase: Phase, durationMs: number): Promise<void> {
  const timer = setTimeout(() => {
    phase.running = false;
  }, durationMs);
  await drive(phase);
  clearTimeout(timer);
}

function latencies(samples: readonly number[]): Figures {
  const sorted = Float64Array.from(samples).sort();
  const p50Ms = percentile(sorted, 0.5);
  const p99Ms = percentile(sorted, 0.99);
  return p50Ms === undefined || p99Ms === undefined ? {} : { p50Ms, p99Ms };
}
