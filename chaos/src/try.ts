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
  if (world.violationCount > 20) break;
}
await crowd.stop();
console.log("stopped", Math.round(performance.now() - from), world.operations);
console.log(await readAll(world, "x", crowd.sessions), "keys");
console.log(world.errors, world.violationCount, await proxy.memory());
const kinds = new Map<string, { n: number; at: number }>();
for (const [at, { text }] of world.violations.entries()) {
  const kind = text.replace(/[\w:{}.#!|]*\d[\w:{}.#!|]*/g, "N").slice(0, 90);
  const entry = kinds.get(kind) ?? { n: 0, at };
  entry.n++;
  kinds.set(kind, entry);
}
for (const [kind, { n }] of kinds) console.log(n, kind);
for (const [kind, { at }] of [...kinds].slice(0, Number(process.argv[5] ?? 4))) {
  const { session, text, trace } = world.violations[at]!;
  console.log("-----", kind, session, text, `\n${trace.split("\n").slice(-Number(process.argv[6] ?? 30)).join("\n")}`);
}
console.log(proxy.output);
await proxy[Symbol.asyncDispose]();
await cluster.close();
process.exit(0);
