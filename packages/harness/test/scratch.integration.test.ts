import { appendFileSync } from "node:fs";
import { Server, Wire, ClusterNode, Cluster } from "fairlead-harness";
import { Reaper } from "../src/reaper.ts";
import { Control } from "../src/control.ts";
import { Relay } from "../src/relay.ts";
const pending = new Map<object, [string, number]>();
function patch(cls: any, name: string, label: (self: any, args: any[]) => string) {
  const original = cls.prototype[name];
  cls.prototype[name] = function (...args: any[]) {
    const key = {}; pending.set(key, [label(this, args), performance.now()]);
    const result = original.apply(this, args);
    result.then(() => pending.delete(key), () => pending.delete(key));
    return result;
  };
}
for (const n of ["kill", "restart", "close"]) patch(Server, n, (s) => `server ${n} ${s.port} ${s.state}`);
patch(Wire, "close", (w) => `wire close ${w.port}`); patch(Wire, "restore", (w) => `wire restore ${w.port}`);
for (const n of ["close", "promote", "moveSlots", "replaceAllNodes", "waitForStable"]) patch(Cluster, n, () => `cluster ${n}`);
for (const n of ["start", "folder", "wait"]) patch(Reaper, n, (_, a) => `reaper ${n} ${typeof a[0] === "string" ? a : ""}`);
patch(Control, "command", (_, a) => `command ${String(a[0]).slice(0, 60)}`);
void ClusterNode; void Relay;
const log = process.env["HANGLOG"]!;
setInterval(() => {
  const old = [...pending.values()].filter(([, t]) => performance.now() - t > 12_000);
  if (old.length) { appendFileSync(log, `--- ${new Date().toISOString()}\n` + old.map(([w, t]) => `${w} ${(performance.now() - t) | 0}`).join("\n") + "\n" +
    (process as any)._getActiveHandles().map((h: any) => [h.constructor.name, h.localPort, h.remotePort, h.destroyed, h.writableLength, h.pid, h.connecting, h.readyState].join(" ")).join("\n") + "\n"); }
}, 5000).unref();
await import("./cluster.integration.test.ts");
