import { startArena } from "./arenas.ts";
import { Crowd } from "./proxy/crowd.ts";
import { readAll } from "./proxy/finale.ts";
import { placesOf } from "./proxy/places.ts";
import { ProxyProcess } from "./proxy/proxy-process.ts";
import { World } from "./proxy/world.ts";
import { seededRandom } from "./random.ts";

const cluster = await startArena(false);
const proxy = await ProxyProcess.start(cluster.url);
const world = new World(proxy.endpoint, seededRandom(Number(process.argv[2] ?? 1)));
const crowd = new Crowd(world, { sessions: Number(process.argv[3] ?? 20), name: "x", places: await placesOf(cluster, "x"), restMs: 0 });
const from = performance.now();
for (let n = 0; n < Number(process.argv[4] ?? 5); n++) {
  await new Promise((r) => setTimeout(r, 1000));
  console.log(n, world.operations, world.violationCount, crowd.sessions.filter((s) => s.isConnected).length);
  if (world.violationCount > 0) break;
}
await crowd.stop();
console.log("stopped", Math.round(performance.now() - from), world.operations);
console.log(await readAll(world, "x", crowd.sessions), "keys");
console.log(world.errors, world.violationCount, await proxy.memory());
for (const { session, text, trace } of world.violations.slice(0, 4)) console.log(session, text, `\n${trace.split("\n").slice(-25).join("\n")}`);
console.log(proxy.output);
await proxy[Symbol.asyncDispose]();
await cluster.close();
process.exit(0);
