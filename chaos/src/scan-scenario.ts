import { type Client, connect } from "fairlead";
import type { Cluster } from "fairlead-harness";
import { startArena } from "./arenas.ts";

/** What a scan under resharding showed. */
export interface ScanResult {
  readonly scenario: "scan";
  readonly keys: number;
  readonly movedSlots: number;
  /** Full scans, one after the other, until all slots had moved; the last began while they did. */
  readonly scans: number;
  /** Keys that were there all the time and did not come, over all scans. */
  readonly missed: number;
  /** Keys that came more than once in one scan, over all scans. */
  readonly repeated: number;
  /** The mean of the scans. */
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
  let moveMs = 0;
  const move = cluster.moveSlots(slots, from, to, { batch: 1_000 }).finally(() => {
    moveMs = performance.now() - startedAt;
  });
  const scanning = scanUntil(client, keys, () => moveMs > 0);
  const [seen] = await Promise.all([scanning, move]);
  return {
    scenario: "scan",
    keys,
    movedSlots: SLOTS,
    ...seen,
    moveMs: Math.round(moveMs),
    passed: seen.missed === 0,
  };
}

/** Scans again and again until `isOver`. */
async function scanUntil(
  client: Client,
  keys: number,
  isOver: () => boolean,
): Promise<Pick<ScanResult, "scans" | "missed" | "repeated" | "scanMs">> {
  const startedAt = performance.now();
  let [scans, missed, repeated] = [0, 0, 0];
  do {
    const times = new Uint8Array(keys);
    for await (const key of client.scan()) {
      const index = Number(key.slice("key:".length));
      times[index] = Math.min((times[index] ?? 0) + 1, 255);
    }
    scans++;
    missed += times.filter((count) => count === 0).length;
    repeated += times.filter((count) => count > 1).length;
  } while (!isOver());
  return { scans, missed, repeated, scanMs: Math.round((performance.now() - startedAt) / scans) };
}

/** A result for people. */
export function scanLines(result: ScanResult): string[] {
  const { keys, movedSlots, scans, missed, repeated, scanMs, moveMs } = result;
  return [
    `${keys} keys scanned ${scans} times, ${scanMs} ms each, until ${movedSlots} slots had moved (${moveMs} ms)`,
    `  missed although there all the time: ${missed}`,
    `  came more than once: ${repeated}`,
  ];
}
