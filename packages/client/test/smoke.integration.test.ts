import { startCluster, startServer } from "fairlead-harness";
import { expect, it } from "vitest";
import { askForClaims, Cluster } from "../src/cluster/cluster.ts";
import { Flag } from "../src/commands/command.ts";
import { plainSpec } from "../src/commands/plain-spec.ts";
import { Call, modeOf } from "../src/connection/call.ts";
import { Turn } from "../src/connection/turn.ts";
import { candidates } from "../src/link/candidates.ts";
import { firstAnswer } from "../src/link/first-answer.ts";
import { resolveSettings } from "../src/options.ts";
import { Standalone } from "../src/standalone/standalone.ts";

const GET = { ...plainSpec("GET", Flag.READONLY), firstKey: 0 };
const SET = { ...plainSpec("SET", Flag.WRITE), firstKey: 0 };

it("works standalone", async () => {
  const server = await startServer({ kind: "redis" });
  const settings = resolveSettings(server.url, {});
  const turn = new Turn(settings.runtime);
  const s = new Standalone({ host: server.host, port: server.port }, settings, turn);
  const run = (spec: typeof GET, args: string[]) => {
    turn.open();
    const c = new Call(spec, args, modeOf(undefined), turn.now + 5000, false);
    const p = c.promise();
    s.dispatch(c);
    return p;
  };
  expect(await run(SET, ["a", "1"])).toBe("OK");
  expect(await run(GET, ["a"])).toBe("1");
  const many = await Promise.all(Array.from({ length: 10000 }, (_, i) => run(SET, [`k${i}`, `v${i}`])));
  expect(many.every((x) => x === "OK")).toBe(true);
  await s.close();
  await server.close();
});

it("works on a cluster", async () => {
  const t0 = performance.now();
  const cluster = await startCluster({ primaries: 3, replicas: 1 });
  console.log("cluster up", performance.now() - t0);
  const settings = resolveSettings(cluster.url, {});
  const turn = new Turn(settings.runtime);
  const c = new Cluster(settings, turn);
  const a = await firstAnswer(
    await candidates(settings.seeds, settings.runtime),
    settings,
    turn,
    new AbortController().signal,
    askForClaims(settings),
  );
  c.start(a.value, a, a.address);
  const run = (spec: typeof GET, args: string[]) => {
    turn.open();
    const k = new Call(spec, args, modeOf(undefined), turn.now + 5000, false);
    const p = k.promise();
    c.dispatch(k);
    return p;
  };
  for (let i = 0; i < 1000; i++) await run(SET, [`k${i}`, `v${i}`]);
  const got = await Promise.all(Array.from({ length: 1000 }, (_, i) => run(GET, [`k${i}`])));
  expect(got).toEqual(Array.from({ length: 1000 }, (_, i) => `v${i}`));
  console.log(c.topology.shards.map((s) => [s.primary.address, s.slots, s.replicas.length]));
  await c.close();
  await cluster.close();
});
