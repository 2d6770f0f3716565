import { connect } from "fairlead";
import type { Cluster } from "fairlead-harness";
import { startArena } from "./arenas.ts";

/** What a scan under resharding showed. */
export interface ScanResult {
  readonly scenario: "scan";
  readonly keys: number;
  readonly movedSlots: number;
  /** Keys that were there all the time and did not come. */
  readonly missed: number;
  /** Keys that came more than once. */
  readonly repeated: number;
  readonly scanMs: number;
  readonly moveMs: number;
  readonly passed: boolean;
}

const SLOTS = 2_000;
const BATCH = 10_000;
const TOLD_EVERY = 250_000;

/** Scans a cluster of `keys` keys while slots move from the first shard to the last. `step` is told how it goes. */
export async function playScan(keys: number, step: (text: string) => void): Promise<ScanResult> {
  step("starting a cluster of 3 primaries and 3 replicas");
  const cluster = await startArena(false);
  try {
    return await scan(cluster, keys, step);
  } finally {
    await cluster.close();
  }
}

async function scan(cluster: Cluster, keys: number, step: (text: string) => void): Promise<ScanResult> {
  await using client = await connect(cluster.url, { timeoutMs: 60_000 });
  for (let at = 0; at < keys; at += BATCH) {
    if (at % TOLD_EVERY === 0) step(`writing keys: ${at} of ${keys}`);
    const count = Math.min(BATCH, keys - at);
    const pairs = Array.from({ length: count }, (_, n) => [`key:${at + n}`, "v"] as const);
    await client.mset(pairs, { idempotent: true });
  }
  const from = (await cluster.shardOf(0)).primary;
  const to = (await cluster.shardOf(16_383)).primary;
  const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
  step(`scanning while ${SLOTS} slots move`);
  const startedAt = performance.now();
  let moveMs = Number.NaN;
  const moving = cluster.moveSlots(slots, from, to, { batch: 1_000 }).then(() => {
    moveMs = performance.now() - startedAt;
  });
  const times = new Uint8Array(keys);
  for await (const key of client.scan()) {
    const index = Number(key.slice("key:".length));
    times[index] = Math.min((times[index] ?? 0) + 1, 255);
  }
  const scanMs = performance.now() - startedAt;
  await moving;
  const missed = times.filter((count) => count === 0).length;
  const repeated = times.filter((count) => count > 1).length;
  return {
    scenario: "scan",
    keys,
    movedSlots: SLOTS,
    missed,
    repeated,
    scanMs: Math.round(scanMs),
    moveMs: Math.round(moveMs),
    passed: missed === 0,
  };
}

/** A result for people. */
export function scanLines({ keys, movedSlots, missed, repeated, scanMs, moveMs }: ScanResult): string[] {
  return [
    `${keys} keys scanned in ${scanMs} ms while ${movedSlots} slots moved (${moveMs} ms)`,
    `  missed although there all the time: ${missed}`,
    `  came more than once: ${repeated}`,
  ];
}
