import { type Cluster, type Server, startServer } from "fairlead-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startArena } from "../src/arenas.ts";
import { type CacheResult, cacheBarsOf } from "../src/cache/cache-result.ts";
import { playCacheRound } from "../src/cache/cache-round.ts";
import type { CacheFault } from "../src/cache/faults/cache-fault.ts";
import type { CacheRead } from "../src/cache/model/history.ts";
import { formatValue } from "../src/cache/model/value.ts";
import type { Hired } from "../src/cache/process/hired.ts";
import { Member } from "../src/cache/process/member.ts";
import { seededRandom } from "../src/random.ts";

let cluster: Cluster;
let database: Server;

beforeAll(async () => {
  [cluster, database] = await Promise.all([startArena(false), startServer()]);
});

afterAll(async () => {
  await Promise.all([cluster?.close(), database?.close()]);
});

/** Nothing happens. */
const peace: CacheFault = {
  name: "manual-failover",
  about: "nothing",
  inject: () => Promise.resolve({ struckAtMs: performance.now() }),
};

function play(name: string, tamper: (read: CacheRead) => CacheRead = (read) => read): Promise<CacheResult> {
  return playCacheRound({
    ...{ fault: peace, cluster, name, target: 0, processes: 2, calmMs: 500 },
    databaseUrl: database.url,
    random: seededRandom(1),
    // In this process: one of its own runs what was built, not these sources.
    async hire(options): Promise<Hired> {
      const member = await Member.join(options);
      return {
        start: () => member.start(),
        inspect: () => member.inspect(),
        close: () => member.close(),
        async stop() {
          const { history, vitals } = await member.stop();
          return { history: { ...history, reads: history.reads.map(tamper) }, vitals };
        },
      };
    },
  });
}

test("the cache of two processes in peace passes, and is used in every way", async () => {
  const result = await play("t1");
  expect(result.findings).toEqual([]);
  expect(result).toMatchObject({
    processes: 2,
    unacknowledged: 0,
    lostByServers: 0,
    passed: true,
  });
  expect(result.reads).toBeGreaterThan(100);
  // The machine itself may pause for longer than a read may take.
  expect(result.degraded).toBeLessThan(result.reads / 20);
  expect(result.removals).toBeGreaterThan(20);
  expect(result.loads).toBeGreaterThan(20);
  expect(result.inspected).toBeGreaterThan(10);
});

test("a cache that gives old values again does not pass", async () => {
  const result = await play("t2", (read) => {
    if (read.outcome.kind !== "value" || !read.key.startsWith("gone")) return read;
    return { ...read, outcome: { kind: "value", text: formatValue(read.key, 0) } };
  });
  expect(result.passed).toBe(false);
  expect(new Set(result.findings.map(({ kind }) => kind))).toEqual(new Set(["returned"]));
  expect(cacheBarsOf(result)[0]).toMatchObject({ verdict: "missed", measured: result.findings.length });
});
