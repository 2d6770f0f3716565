import type { Client } from "fairlead";

export interface WorkDone {
  readonly operations: number;
  readonly tookMs: number;
  /** Replies that were not what had just been written. */
  readonly wrong: number;
  readonly errors: number;
}

const KEYS_PER_LOOP = 50;

/**
 * As many SETs and GETs as go in `forMs`, `parallel` pairs at a time over all shards; each GET must give what the SET
 * before it wrote. `onProgress` is told how many commands were answered so far.
 */
export async function workHard(
  client: Pick<Client, "get" | "set">,
  {
    forMs,
    parallel,
    onProgress,
  }: { forMs: number; parallel: number; onProgress: (operations: number) => void },
): Promise<WorkDone> {
  let [pairs, wrong, errors] = [0, 0, 0];
  const startMs = performance.now();
  const loop = async (_: unknown, lane: number): Promise<void> => {
    for (let n = 0; performance.now() - startMs < forMs; n++) {
      const [key, value] = [`work:${lane}:${n % KEYS_PER_LOOP}`, `${lane}-${n}`];
      try {
        // Sent together: a connection keeps the order, so the GET comes after the SET.
        const [, reply] = await Promise.all([client.set(key, value), client.get(key)]);
        if (reply !== value) wrong++;
      } catch {
        errors++;
      }
      onProgress(++pairs * 2);
    }
  };
  await Promise.all(Array.from({ length: parallel }, loop));
  return { operations: pairs * 2, tookMs: performance.now() - startMs, wrong, errors };
}
