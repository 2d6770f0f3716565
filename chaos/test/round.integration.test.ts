import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "fairlead";
import { type Cluster, until } from "fairlead-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startArena } from "../src/arenas.ts";
import type { Fault } from "../src/faults/fault.ts";
import { killPrimary } from "../src/faults/kill-primary.ts";
import { fairleadSubject } from "../src/load/fairlead-subject.ts";
import type { Subject } from "../src/load/subject.ts";
import { seededRandom } from "../src/random.ts";
import type { Result } from "../src/result.ts";
import { playRound } from "../src/round.ts";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startArena(false);
});

afterAll(async () => {
  await cluster?.close();
});

/** Nothing happens. */
const peace: Fault = {
  name: "manual-failover",
  about: "nothing",
  inject: () => Promise.resolve({ struckAtMs: performance.now() }),
};

let rounds = 0;

function play(
  fault: Fault,
  target = 0,
  cheat: (honest: Subject) => Partial<Subject> = () => ({}),
): Promise<Result> {
  return playRound({
    fault,
    cluster,
    name: `round${++rounds}`,
    target,
    random: seededRandom(rounds),
    calmMs: 400,
    connect: async ({ url }) => {
      const honest = fairleadSubject(await connect(url));
      return { ...honest, ...cheat(honest) };
    },
  });
}

/** True once in ten calls. */
function sometimes(): () => boolean {
  let calls = 0;
  return () => ++calls % 10 === 0;
}

test("an honest client under load and in peace passes", async () => {
  const result = await play(peace);
  expect(result.findings).toEqual([]);
  expect(result.passed).toBe(true);
  expect(result.operations).toBeGreaterThan(300);
});

test("a client that acknowledges what it never sent is found to lose writes", async () => {
  const lies = sometimes();
  const result = await play(peace, 0, (honest) => ({
    set: (key, value, options) => (lies() ? Promise.resolve("OK") : honest.set(key, value, options)),
  }));
  expect(result.lost).toBeGreaterThan(5);
  expect(result.passed).toBe(false);
});

test("a client that silently sends again is found to run commands twice", async () => {
  const repeats = sometimes();
  const result = await play(peace, 0, (honest) => ({
    incr: async (key) => {
      if (repeats()) await honest.incr(key);
      return honest.incr(key);
    },
    rpush: async (key, value) => {
      if (repeats()) await honest.rpush(key, value);
      return honest.rpush(key, value);
    },
  }));
  expect(result.duplicated).toBeGreaterThan(5);
  expect(result.passed).toBe(false);
});

test("a client that mixes up replies is found to give wrong ones", async () => {
  const mixes = sometimes();
  let last: unknown = null;
  const result = await play(peace, 0, (honest) => ({
    get: async (key) => {
      const own = await honest.get(key);
      const given = mixes() ? last : own;
      last = own;
      return given;
    },
  }));
  expect(result.wrongReplies).toBeGreaterThan(5);
  expect(result.passed).toBe(false);
});

test("a client that calls unsent what it sent is found to be untrue", async () => {
  const lies = sometimes();
  const result = await play(peace, 0, (honest) => ({
    rpush: async (key, value) => {
      const length = await honest.rpush(key, value);
      if (lies()) throw Object.assign(new Error("late"), { code: "ERR_TIMEOUT", delivery: "unsent" });
      return length;
    },
  }));
  expect(result.wrongReplies).toBeGreaterThan(2);
});

test("what a primary acknowledged and never replicated is told apart as lost by the servers", async () => {
  const lagging: Fault = {
    ...killPrimary,
    inject: async (field) => {
      const { primary, replicas } = field.shards[field.target]!;
      replicas[0]!.freeze(); // or it would reconnect at once
      await primary.command("CLIENT", "KILL", "TYPE", "REPLICA");
      await sleep(300);
      const killed = killPrimary.inject(field);
      await until(() => primary.state === "stopped", { what: "the primary to be gone" });
      replicas[0]!.thaw();
      return killed;
    },
  };
  const result = await play(lagging, 2);
  expect(result.lostByServers).toBeGreaterThan(10);
  expect(result.findings).toEqual([]);
});

test("a killed primary is told apart: its shard's outage, the election, and the others' short pauses", async () => {
  const result = await play(killPrimary);
  expect(result.findings).toEqual([]);
  expect(result.electedAfterMs).toBeGreaterThan(1_000);
  expect(result.shards[0]!.longestOutageMs).toBeGreaterThan(1_000);
  expect(result.shards[1]!.longestOutageMs).toBeLessThan(result.shards[0]!.longestOutageMs);
});
