import { test } from "vitest";
import { startCluster } from "fairlead-harness";
let phase = ""; let since = performance.now();
const set = (p: string) => { phase = p; since = performance.now(); };
(globalThis as any).__phase = set;
setInterval(() => { if (performance.now() - since > 35000) { since = Infinity; console.log("HANG in", phase);
  for (const h of (process as any)._getActiveHandles()) console.log(h.constructor.name, h.localPort, h.remotePort, h.destroyed, h.writableLength, h.pid, h.connecting, h.readyState);
} }, 1000).unref();
test("x", { timeout: 3_000_000 }, async () => {
  for (let i = 0; i < 25; i++) {
    for (const o of [{ kind: "redis" }, { kind: "valkey" }, { kind: "valkey", password: "secret", tls: true, users: ["app on >secret ~* &* +@all"], hostnames: ["localhost"], wires: true }] as any[]) {
    set(i + " start"); const cluster = await startCluster(o);
    set(i + " prim"); const [from, to] = await cluster.primaries();
    set(i + " set"); for (let k = 0; k < 10; k++) await from!.command("SET", `{06S}${k}`, k);
    set(i + " move"); await cluster.moveSlots([0], from!, to!);
    set(i + " repl"); await cluster.replaceAllNodes();
    set(i + " close"); await cluster.close();
    }
  }
});
