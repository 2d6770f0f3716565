import type { Shard } from "fairlead-harness";
import type { Finding } from "../history/finding.ts";
import type { Subject } from "../load/subject.ts";
import type { Fault } from "./fault.ts";

const SLOTS = 1_000;
/** So many keys, spread over all slots, that most of the moving slots have some. */
const FILLERS = Array.from({ length: 20_000 }, (_, n) => `fill:${n}`);
const BATCH = 100;

export const reshard: Fault = {
  name: "reshard-1000",
  about: `${SLOTS} slots moved from one primary to another, with their keys`,
  focus: slotsToMove,
  async prepare(subject) {
    for (const batch of batches(FILLERS)) {
      await Promise.all(batch.map((key) => subject.set(key, key, { idempotent: true })));
    }
  },
  async inject({ cluster, shards, target, subject }) {
    const struckAtMs = performance.now();
    const from = shards[target]!;
    const to = shards[(target + 1) % shards.length]!;
    await cluster.moveSlots(slotsToMove(from), from.primary, to.primary);
    return { struckAtMs, findings: await missingFillers(subject) };
  },
};

function slotsToMove({ slots }: Shard): number[] {
  const all = slots.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));
  return all.slice(0, SLOTS);
}

async function missingFillers(subject: Subject): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const batch of batches(FILLERS)) {
    const values = await Promise.all(batch.map((key) => subject.get(key)));
    for (const [index, key] of batch.entries()) {
      const value = values[index];
      if (value === key) continue;
      const kind = value === null ? "lost" : "wrong";
      findings.push({
        kind,
        about: key,
        times: 1,
        text: `GET ${key} got ${value} after the slots had moved`,
      });
    }
  }
  return findings;
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / BATCH) }, (_, n) =>
    names.slice(n * BATCH, (n + 1) * BATCH),
  );
}
