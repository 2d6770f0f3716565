import { type Cluster, startCluster, until } from "fairlead-harness";
import { afterEach, expect, test } from "vitest";
import { Crowd } from "../../../../chaos/src/proxy/crowd.ts";
import { readAll } from "../../../../chaos/src/proxy/finale.ts";
import { placesOf } from "../../../../chaos/src/proxy/places.ts";
import type { Endpoint } from "../../../../chaos/src/proxy/wire/line.ts";
import { World } from "../../../../chaos/src/proxy/world.ts";
import { seededRandom } from "../../../../chaos/src/random.ts";
import { disposer } from "../support/disposer.ts";
import { proxyTo } from "../support/start.ts";

const SESSIONS = 60;
const SLOTS = 30;
const TIMEOUT_MS = 45_000;

const { use, dispose } = disposer();
afterEach(dispose);

test("Fifty thousand mixed operations get their own replies, in peace and while slots move", async () => {
  const cluster = use(await startCluster({ primaries: 3, replicas: 0 }));
  const proxy = use(await proxyTo(cluster.url));
  const [endpoint] = proxy.addresses.values();
  const world = new World(endpoint as Endpoint, seededRandom(1));
  const places = await placesOf(cluster, "x");
  const crowd = new Crowd(world, { sessions: SESSIONS, name: "x", places, restMs: 0 });
  const done = (operations: number): Promise<unknown> =>
    until(() => world.operations >= operations || world.violationCount > 0, {
      what: `${operations} operations`,
      timeoutMs: TIMEOUT_MS,
    });
  await done(20_000);
  expect(world.calmErrors).toBe(0);
  world.isCalm = false;
  const tags = places.filter(({ shard }) => shard === 0).map(({ tag }) => tag);
  await Promise.all([moveToAndFro(cluster, tags), done(50_000)]);
  await crowd.stop();
  await readAll(world, "x", crowd.sessions);
  expect(world.violations.map(({ session, text, trace }) => `${session}: ${text}\n${trace}`)).toEqual([]);
  expect([...world.errors.keys()].filter((text) => !text.startsWith("TRYAGAIN "))).toEqual([]);
}, 90_000);

async function moveToAndFro(cluster: Cluster, tags: readonly string[]): Promise<void> {
  const [from, to] = await cluster.primaries();
  const all = await Promise.all(tags.map((tag) => from!.command("CLUSTER", "KEYSLOT", tag)));
  const slots = [...new Set(all.map(Number))].slice(0, SLOTS);
  await cluster.moveSlots(slots, from!, to!, { batch: 10 });
  await cluster.moveSlots(slots, to!, from!, { batch: 10 });
}
