import { until } from "fairlead-harness";
import { expect, it } from "vitest";
import { startFront } from "./support/front.ts";
import { NODE_CLIENTS } from "./support/node-clients.ts";

it("clients that know nothing of clusters go on when a primary dies", async () => {
  const front = await startFront({ replicas: 1 });
  const open = (name: string) => NODE_CLIENTS.find((entry) => entry.name === name)!.open(front.port);
  const clients = [await open("ioredis"), await open("node-redis")];
  const keys = Array.from({ length: 30 }, (_, n) => `key:${n}`);
  const counts = new Map<string, number>();
  const failures = new Set<string>();
  let stopped = false;
  const load = clients.map(async (client) => {
    for (let n = 0; !stopped; n++) {
      const key = keys[n % keys.length]!;
      try {
        await client.send("INCR", key);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      } catch (error) {
        failures.add((error as Error).message);
      }
    }
  });
  const heard: string[] = [];
  const end = await clients[0]!.subscribe("news", (message) => heard.push(message));
  await until(() => counts.size === keys.length, { what: "every key to be counted up" });
  const [victim] = await front.cluster.primaries();
  await victim!.kill();
  await front.cluster.waitForStable();
  const before = new Map(counts);
  await until(() => keys.every((key) => counts.get(key)! > before.get(key)!), {
    what: "every key to be counted up by its new primary",
  });
  stopped = true;
  await Promise.all(load);
  // Sent to the dead one, and perhaps done: the client is told so, once for each command that was under way.
  for (const failure of failures) expect(failure).toMatch(/unknown/);
  expect(failures.size).toBeLessThanOrEqual(2);
  await until(
    async () => {
      await clients[1]!.publish("news", "after");
      return heard.includes("after");
    },
    { what: "the subscription to stand again" },
  );
  await end();
  for (const client of clients) await client.close();
  await front.close();
});
