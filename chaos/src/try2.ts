import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startArena } from "./arenas.ts";
import { ProxyProcess } from "./proxy/proxy-process.ts";

const cluster = await startArena(false);
const proxy = await ProxyProcess.start(cluster.url);
const say = (...args: string[]): string => `*${args.length}\r\n${args.map((a) => `$${a.length}\r\n${a}\r\n`).join("")}`;
const ask = (text: string): Promise<string> => new Promise((resolve) => {
  const s = connect(proxy.endpoint);
  s.write(text);
  s.on("data", (d) => { resolve(d.toString()); s.destroy(); });
});
await ask(say("SET", "z", "1"));
for (let n = 0; n < 60; n++) {
  const key = `k${n}`;
  const s = connect(proxy.endpoint);
  await new Promise((r) => s.on("connect", r));
  s.write(say("BLPOP", key, "5"));
  if (n % 3 > 0) await sleep(n % 3 === 1 ? 0 : 3);
  if (n % 2) s.resetAndDestroy(); else s.destroy();
  await sleep(300);
  await ask(say("RPUSH", key, "token"));
  const len = await ask(say("LLEN", key));
  if (len !== ":1\r\n") console.log("eaten", n, n % 3, n % 2);
}
for (let cut = 1; cut < say("INCR", "half").length; cut++) {
  const s = connect(proxy.endpoint);
  await new Promise((r) => s.on("connect", r));
  s.write(say("INCR", "half").slice(0, cut));
  await sleep(3);
  s.destroy();
}
await sleep(100);
console.log("half", await ask(say("GET", "half")));
await proxy[Symbol.asyncDispose]();
await cluster.close();
process.exit(0);
